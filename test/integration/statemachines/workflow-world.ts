import { generateSigningKeys, publicKeySet } from '../../../lib/auth/keys.ts';
import { parameterStore } from '../../../lib/local/aws/parameter-store.ts';
import { stepFunctions } from '../../../lib/local/aws/step-functions/step-functions.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { services } from '../../support/environment/services.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { useDatabase } from '../../support/in-process/functions.ts';
import { olderDefinition } from '../../support/version-0.1/state-machines.ts';
import { Coverage } from './coverage.ts';
import { Database } from './database.ts';
import { Endpoint } from './endpoint.ts';
import { type Handler, handlerOf, loadFunctions } from './functions.ts';
import { Network } from './network.ts';
import { Runner } from './runner.ts';

/**
 * Both services in this process: the real functions, state machines and tables, and a network with
 * faults between them.
 */
export interface WorkflowWorld {
  readonly tables: FreshTables;
  readonly journal: Journal;
  readonly directory: Directory;
  /** The wallets of each shard, by number. */
  readonly shards: readonly [ShardWallets, ShardWallets];
  readonly network: Network;
  /** Where the functions start state machines. */
  readonly endpoint: Endpoint;
  /** The sweep function. */
  readonly sweep: Handler;
  readonly arns: { readonly transfer: string; readonly createWallet: string };
  /** A new runner of one of the state machines. Coverage records its runs. */
  runner(machine: Machine, name: string): Runner;
  coverage(machine: Machine): Coverage;
  /** A runner of the state machine of the version before, which goes on for a while after a deployment. */
  olderRunner(): Runner;
  /** Waits for the executions that functions have started. */
  idle(): Promise<void>;
  /** Ends all faults. */
  heal(): void;
  close(): Promise<void>;
}

type Machine = 'transfer' | 'create-wallet' | 'move-wallets';

/** Makes a world with tables of its own. Call `close()` at the end. */
export async function makeWorkflowWorld(): Promise<WorkflowWorld> {
  const tables = await memoryTables();
  const { orchestrator, shards } = services();
  const functions = tables.renamed(orchestrator.functions);
  const keys = await generateSigningKeys();
  const parameters = (declared: readonly ServiceFunction[], name: string, value: object) =>
    declared.flatMap(({ environment }) =>
      environment[name] ? [[environment[name], JSON.stringify(value)] as const] : [],
    );

  const handlers = new Map<string, Handler>();
  const { integration } = tables;
  useDatabase(tables.documents);
  const invoke: Tasks['invoke'] = async (arn, payload) => {
    const declared = functions.find(({ name }) => arn.endsWith(`:function:${name}`));
    if (!declared) throw new Error(`no function is declared for ${arn}`);
    return JSON.parse(JSON.stringify(await handlerOf(handlers, declared.key)(payload, {})));
  };
  const machines = tables.renamed(orchestrator.stateMachines);
  const { operations, unfinished } = stepFunctions(machines, {
    invoke,
    dynamodb: integration,
    retryDelayMs: 0,
  });
  const endpoint = new Endpoint({
    ...operations,
    ...parameterStore(
      Object.fromEntries([
        ...parameters(functions, 'SERVICE_SIGNING_KEYS_PARAMETER', keys),
        ...parameters(
          shards.flatMap((shard) => shard.functions),
          'SERVICE_PUBLIC_KEYS_PARAMETER',
          publicKeySet(keys),
        ),
      ]),
    ),
  });
  const address = await endpoint.listen();
  Object.assign(process.env, { AWS_ENDPOINT_URL_SSM: address, AWS_ENDPOINT_URL_SFN: address });
  for (const n of shards.keys()) process.env[`SHARD_ADDRESS_${n}`] = `http://shard-${n}.test`;

  const shardHandlers: ReadonlyMap<string, Handler>[] = [];
  for (const shard of shards) shardHandlers.push(await loadFunctions(tables.renamed(shard.functions)));
  const network = new Network(shardHandlers);
  jest.doMock('../../../lib/remote/send.ts', () => ({ sendJson: network.send }));
  const tasks = functions.filter(({ handler }) => /^functions\/(workflow|schedule)\//.test(handler));
  for (const [key, handler] of await loadFunctions(tasks)) handlers.set(key, handler);

  const machine = (suffix: string) => {
    const found = machines.find(({ name }) => name.endsWith(`-${suffix}`));
    if (!found) throw new Error(`no state machine ${suffix} is declared`);
    return { ...found, coverage: new Coverage(found.definition) };
  };
  const all = {
    transfer: machine('transfer'),
    'create-wallet': machine('create-wallet'),
    'move-wallets': machine('move-wallets'),
  };
  const runners: Runner[] = [];
  const runnerOf = (name: string, { definition, coverage }: { definition: unknown; coverage: Coverage }) => {
    const runner = new Runner(name, {
      definition,
      coverage,
      database: new Database(definition, integration),
      invoke: (arn, payload) => network.sendingAs(name, () => invoke(arn, payload)),
    });
    runners.push(runner);
    return runner;
  };
  const idle = async () => void (await eventually(() => unfinished() === 0));
  return {
    tables,
    journal: new Journal(tables.documents, tables.journal),
    directory: new Directory(tables.documents, tables.wallets),
    shards: [
      new ShardWallets(tables.documents, tables.shardWallets[0]),
      new ShardWallets(tables.documents, tables.shardWallets[1]),
    ],
    network,
    endpoint,
    sweep: handlerOf(handlers, 'sweep'),
    arns: { transfer: all.transfer.arn, createWallet: all['create-wallet'].arn },
    runner: (which, name) => runnerOf(name, all[which]),
    olderRunner() {
      const nameOf = (key: string) => functions.find((declared) => declared.key === key)?.name;
      const definition = olderDefinition('transfer', {
        JournalTable: tables.journal,
        ReserveFunction: `arn:aws:lambda:::function:${nameOf('reserve')}`,
        SettleFunction: `arn:aws:lambda:::function:${nameOf('settle')}`,
      });
      return runnerOf('older', { definition, coverage: new Coverage(definition) });
    },
    coverage: (which) => all[which].coverage,
    heal() {
      network.heal();
      endpoint.heal();
      for (const runner of runners) runner.heal();
    },
    idle,
    async close() {
      // The database must outlive every call.
      await idle();
      await endpoint.close();
      tables.close();
    },
  };
}
