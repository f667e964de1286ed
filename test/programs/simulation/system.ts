import { createStateMachine, type StateMachine } from '../../../lib/local/aws/step-functions/state-machine.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { Service, TableDefinition } from '../../../lib/local/template/template.ts';
import type { Input } from '../../support/memory-dynamodb/client.ts';

/** The change that breaks a rule. Only the tests of the simulation itself set one. */
export interface Breakage {
  readonly name: string;
  /** The definition of the transfer, changed. */
  readonly definition?: (asl: string) => string;
  /** An operation of the database, changed. */
  readonly operation?: (operation: string, input: Input) => Input;
  /** A request that a shard receives, changed. */
  readonly request?: (path: string, body: object) => object;
  /** Shards release holds by themselves after their deadline. */
  readonly holdsExpire?: boolean;
}

/** Both services as declared, and the transfer's state machine, created once for many schedules. */
export interface System {
  readonly breakage: Breakage | undefined;
  readonly journal: string;
  readonly orchestratorTables: TableDefinition[];
  readonly shardTable: TableDefinition;
  readonly directory: string;
  /** Starts a run. `tasks` do its tasks. */
  readonly run: (tasks: Tasks, input: Parameters<StateMachine['run']>[0]) => ReturnType<StateMachine['run']>;
}

/** @param services as the serverless files declare them */
export function simulatedSystem(services: { orchestrator: Service; shard: Service }, breakage?: Breakage): System {
  const { orchestrator, shard } = services;
  const source = orchestrator.stateMachines.find(({ name }) => name.endsWith('-transfer'));
  const shardTable = shard.tables[0]?.definition;
  if (!source || !shardTable) throw new Error('the serverless files declare no transfer or no table of wallets');
  const asl = JSON.stringify(source.definition);
  // One machine for all runs. The tasks change with every run.
  let tasks: Tasks | undefined;
  const current = (): Tasks => {
    if (!tasks) throw new Error('no schedule is running');
    return tasks;
  };
  const machine = createStateMachine(JSON.parse(breakage?.definition?.(asl) ?? asl), {
    invoke: (name, payload) => current().invoke(name, payload),
    dynamodb: (action, parameters) => current().dynamodb(action, parameters),
  });
  return {
    breakage,
    journal: tableOf(orchestrator, '-journal'),
    directory: tableOf(orchestrator, '-wallets'),
    orchestratorTables: orchestrator.tables.map(({ definition }) => definition),
    shardTable,
    run: (now, input) => {
      tasks = now;
      return machine.run(input);
    },
  };
}

function tableOf(service: Service, suffix: string): string {
  const table = service.tables.find(({ definition }) => definition.TableName.endsWith(suffix));
  if (!table) throw new Error(`no table ${suffix} is declared`);
  return table.definition.TableName;
}
