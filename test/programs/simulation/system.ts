import type { NamedShard } from '../../../lib/domain/wallet-move.ts';
import type { Response } from '../../../lib/lambda/http/response.ts';
import type { Json } from '../../../lib/local/aws/json.ts';
import { createStateMachine, type StateMachine } from '../../../lib/local/aws/step-functions/state-machine.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import type { EventPattern } from '../../../lib/local/template/event-pattern.ts';
import type { Service, TableDefinition } from '../../../lib/local/template/template.ts';
import type { holdTransfer } from '../../../lib/usecases/hold.ts';
import type { MovingShards } from '../../../lib/usecases/move-wallet.ts';
import type { postBatch } from '../../../lib/usecases/post-entries.ts';
import type { settleTransfer } from '../../../lib/usecases/settle.ts';
import type { Execute, Input } from '../../support/memory-dynamodb/client.ts';
import type { IsNew } from './followers.ts';

/** What the settle task uses. */
export type Settling = Parameters<typeof settleTransfer>[0];

/** What the hold task uses. */
export type Holding = Parameters<typeof holdTransfer>[0];

/** The change that breaks a rule. Only the tests of the simulation itself set one. */
export interface Breakage {
  readonly name: string;
  /**
   * The first schedule of `KNOWN_SEED` that shows it, as `--rules` prints it; the first of all if not
   * given. Only a start: after a change of the system another schedule may be the first.
   */
  readonly shownBy?: number;
  /** The definition of the transfer, changed. */
  readonly definition?: (asl: string) => string;
  /** An operation of the database, changed. */
  readonly operation?: (operation: string, input: Input) => Input;
  /** The database of a schedule, which answers otherwise. */
  readonly database?: (execute: Execute) => Execute;
  /** A request that a shard receives, changed. */
  readonly request?: (path: string, body: object) => object;
  /** What a shard says to a request, changed. */
  readonly response?: (path: string, response: Response) => Response;
  /** The shards as a mover calls them, changed. `itemOf` reads what a shard stores of a wallet. */
  readonly mover?: (
    shards: MovingShards,
    itemOf: (walletId: string, shard: number) => Item | undefined,
  ) => MovingShards;
  /** A shard puts a wallet without a look at the entries of its statement. */
  readonly trustsEntries?: boolean;
  /** The shard that the directory names, changed. */
  readonly directory?: (named: NamedShard | undefined) => NamedShard | undefined;
  /** The reserve task, with its payload or its result changed. */
  readonly reserve?: (payload: Json, run: (payload: Json) => Promise<object>) => Promise<object>;
  /** What the settle task uses for this payload, changed. */
  readonly settle?: (settling: Settling, payload: Json) => Settling;
  /** What the hold task uses for this payload, changed. */
  readonly hold?: (holding: Holding, payload: Json) => Holding;
  /** The function that writes statements. */
  readonly post?: typeof postBatch;
  /** What a reader of statements takes for a new entry, if it does not remember the last number. */
  readonly isNew?: IsNew;
  /** Shards release holds by themselves after their deadline. */
  readonly holdsExpire?: boolean;
}

/** Both services as declared, and the transfer's state machine, created once for many schedules. */
export interface System {
  readonly breakage: Breakage | undefined;
  readonly journal: string;
  readonly orchestratorTables: TableDefinition[];
  readonly shardTable: TableDefinition;
  readonly entriesTable: TableDefinition;
  /** Which changes of wallets the function that writes statements gets. */
  readonly postings: readonly EventPattern[];
  readonly directory: string;
  readonly schedules: string;
  readonly idempotencyKeys: string;
  readonly spending: string;
  readonly approvers: string;
  readonly walletEvents: string;
  readonly issuing: string;
  readonly approvals: string;
  /** The table of the orchestrator whose name ends so. @throws Error if there is none */
  readonly tableNamed: (suffix: string) => string;
  /** Starts a run. `tasks` do its tasks. */
  readonly run: RunMachine;
  /** The same of the state machine that moves wallets. */
  readonly move: RunMachine;
}

type RunMachine = (tasks: Tasks, input: Parameters<StateMachine['run']>[0]) => ReturnType<StateMachine['run']>;

/** @param services as the serverless files declare them */
export function simulatedSystem(services: { orchestrator: Service; shard: Service }, breakage?: Breakage): System {
  const { orchestrator, shard } = services;
  const definitionOf = (ending: string) => {
    const source = orchestrator.stateMachines.find(({ name }) => name.endsWith(ending));
    if (!source) throw new Error(`the serverless files declare no state machine ${ending}`);
    return JSON.stringify(source.definition);
  };
  const asl = definitionOf('-transfer');
  return {
    breakage,
    journal: tableOf(orchestrator, '-journal').TableName,
    directory: tableOf(orchestrator, '-wallets').TableName,
    schedules: tableOf(orchestrator, '-schedules').TableName,
    idempotencyKeys: tableOf(orchestrator, '-idempotency').TableName,
    spending: tableOf(orchestrator, '-spending').TableName,
    approvers: tableOf(orchestrator, '-approvers').TableName,
    walletEvents: tableOf(orchestrator, '-wallet-events').TableName,
    issuing: tableOf(orchestrator, '-issuing').TableName,
    approvals: tableOf(orchestrator, '-approvals').TableName,
    tableNamed: (suffix) => tableOf(orchestrator, suffix).TableName,
    orchestratorTables: orchestrator.tables.map(({ definition }) => definition),
    shardTable: tableOf(shard, '-wallets'),
    entriesTable: tableOf(shard, '-entries'),
    postings: shard.streams.flatMap(({ patterns }) => patterns),
    run: machineOf(breakage?.definition?.(asl) ?? asl),
    move: machineOf(definitionOf('-move-wallets')),
  };
}

/** One machine for all runs. The tasks change with every run. */
function machineOf(asl: string): RunMachine {
  let tasks: Tasks | undefined;
  const current = (): Tasks => {
    if (!tasks) throw new Error('no schedule is running');
    return tasks;
  };
  const machine = createStateMachine(JSON.parse(asl), {
    invoke: (name, payload) => current().invoke(name, payload),
    dynamodb: (action, parameters) => current().dynamodb(action, parameters),
  });
  return (now, input) => {
    tasks = now;
    return machine.run(input, { Id: 'run', Name: 'run', RoleArn: 'role', StartTime: new Date().toISOString() });
  };
}

function tableOf(service: Service, suffix: string): TableDefinition {
  const table = service.tables.find(({ definition }) => definition.TableName.endsWith(suffix));
  if (!table) throw new Error(`no table ${suffix} is declared`);
  return table.definition;
}
