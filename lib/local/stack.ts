import { TREASURY } from '../domain/treasury.ts';
import { lambdaInvoke } from './aws/step-functions/lambda-invoke.ts';
import type { Cell } from './cells/cell.ts';
import { ORCHESTRATOR, orchestratorCell, shardCell } from './cells/cell.ts';
import { type RunningCells, startCells } from './cells/cells.ts';
import { logsFolder, operatorFile, storedSecrets, storedShards } from './cells/data-folder.ts';
import type { ResolvedCell } from './cells/settings.ts';
import type { Pages } from './gateway/cors.ts';
import { operatorVariables } from './operator-variables.ts';
import type { Child, ChildDied } from './processes/child.ts';
import type { Logs } from './processes/logs.ts';
import { freePorts, type ListenAddress } from './processes/ports.ts';
import type { Webhook } from './queues/webhook.ts';
import { openSwitchboard } from './switchboard/endpoint.ts';
import { StackMetrics } from './switchboard/stack-metrics.ts';
import type { Service } from './template/template.ts';

export interface StackOptions {
  /** Where the orchestrator listens. The default is any free port of localhost. */
  readonly listen?: ListenAddress;
  /**
   * The shards to start, on these ports or on free ones, or the addresses of shards that already
   * run.
   */
  readonly shards:
    | { readonly ports: readonly number[] }
    | { readonly count: number }
    | { readonly addresses: readonly string[] };
  /**
   * Puts proxies between the orchestrator and the shards.
   * @param shardUrls by number
   * @returns the addresses that the orchestrator calls instead
   */
  readonly between?: (shardUrls: readonly string[]) => Promise<readonly string[]>;
  /** The folder for data, keys and logs. Undefined: nothing is stored. */
  readonly folder?: string | undefined;
  /** When a write is acknowledged: after the system has it (the default), or after the disk has it. */
  readonly flush?: 'system' | 'disk' | undefined;
  /** Sources may change while the stack runs (see reloadOnChange); by default they do not. */
  readonly watched?: boolean | undefined;
  /** The port of the first cell for debuggers; none by default. */
  readonly inspect?: number | undefined;
  /** A DynamoDB endpoint to use instead of the embedded databases. */
  readonly database?: string | undefined;
  /** The default is the one in the folder, or a new one. */
  readonly treasuryPassword?: string | undefined;
  /**
   * The receiver of events; without a URL none is sent. The default of the secret is the stored one
   * of the folder, or a new one.
   */
  readonly webhookUrl?: string | undefined;
  readonly webhookSecret?: string | undefined;
  /** The web pages of other origins that may call the orchestrator; none by default. */
  readonly cors?: Pages | undefined;
  /** Opens a switchboard, with which operators break the stack to see it heal; by default there is none. */
  readonly switchboard?: boolean | undefined;
  /** The default is files in the folder, if there is one. */
  readonly logs?: Logs;
  /** Called with each error that a process logs. */
  readonly say?: ((line: string) => void) | undefined;
  /** Called with a line for each step of the start. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** The whole system, running. */
export interface Stack {
  readonly url: string;
  readonly shardUrls: readonly string[];
  /** How many shards the wallets are on, or move to. */
  readonly walletsOn: number;
  /** The endpoint of the emulators of each cell that runs here, by the cell's name. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** What its serverless file declares, by the cell's name. */
  readonly services: Readonly<Record<string, Service>>;
  readonly treasury: { readonly login: string; readonly password: string; readonly walletId: string };
  /** Where events go. */
  readonly webhook?: Webhook;
  /**
   * The processes by name: `orchestrator`, `shard-0`, … Each can be killed and
   * started again by itself.
   */
  readonly processes: ReadonlyMap<string, Child>;
  /** The environment of an operator's program for this stack. */
  readonly operator: Readonly<Record<string, string>>;
  /** For reloadOnChange. */
  readonly reload: RunningCells['reload'];
  /** Resolves when a process ends by itself. */
  readonly died: Promise<ChildDied>;
  /** Restarts every unfinished transfer and wallet, due or not, and starts the scheduled payments that are due. */
  readonly sweepAll: () => Promise<void>;
  /** Stops all processes. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the whole system on this machine, and restarts the transfers that the last run left
 * unfinished.
 * @throws ConfigurationError if a port is in use
 * @throws Error if something does not start, as when wallets are on shards that are not started
 */
export async function startStack({ shards, folder, database, ...options }: StackOptions): Promise<Stack> {
  const shardCells =
    'addresses' in shards ? [] : shardsOn('ports' in shards ? shards.ports : await freePorts(shards.count));
  const addresses =
    'addresses' in shards ? shards.addresses : shardCells.map(({ listen }) => `http://127.0.0.1:${listen.port}`);
  const home = folder === undefined ? undefined : (await storedShards(folder, addresses.length)).home;
  const secrets = await storedSecrets(folder, options);
  const webhook =
    options.webhookUrl === undefined ? undefined : { url: options.webhookUrl, secret: secrets.webhookSecret };
  const reachedAt = (await options.between?.(addresses)) ?? addresses;
  const cells = [orchestratorCell(options.listen ?? ANY, reachedAt, options.cors), ...shardCells];
  const metrics = options.switchboard ? new StackMetrics() : undefined;
  const running = await startCells({
    cells,
    database,
    folder,
    flush: options.flush,
    inspect: options.inspect,
    watched: options.watched,
    keys: {
      users: secrets.userKeys,
      services: secrets.serviceKeys,
      receipts: secrets.receiptKeys,
      servicesPublic: secrets.publicKeys,
      addresses: secrets.addressKey,
    },
    treasuryPassword: secrets.treasuryPassword,
    home,
    webhook,
    logs: options.logs,
    onLine: metrics && ((_process, line) => metrics.line(line)),
    say: options.say,
    progress: options.progress,
    logsFolder: logsFolder(folder),
  });
  const { planned, processes } = running;
  const orchestrator = planned.find(({ place }) => place.cell.name === ORCHESTRATOR);
  if (!orchestrator) throw new Error('the orchestrator has not been started');
  const sweepAll = () => sweep(orchestrator);
  const file = folder === undefined ? undefined : operatorFile(folder);
  const switchboard = metrics && (await openSwitchboard(processes.byName, metrics));
  const operator = operatorVariables(planned, running.variables(orchestrator), switchboard);
  const stop = async () => {
    await file?.remove();
    switchboard?.close();
    await running.stop();
  };
  try {
    await sweepAll();
    await file?.write(operator);
  } catch (error) {
    await stop();
    throw error;
  }
  const of = <T>(pick: (one: ResolvedCell) => T) =>
    Object.fromEntries(planned.map((one) => [one.place.cell.name, pick(one)]));
  return {
    url: orchestrator.place.url,
    shardUrls: addresses,
    walletsOn: (await running.placed).walletsOn,
    endpoints: of(({ place }) => place.endpoint),
    services: of(({ service }) => service),
    treasury: { login: TREASURY.login, password: secrets.treasuryPassword, walletId: TREASURY.walletId },
    ...(webhook && { webhook }),
    processes: processes.byName,
    operator,
    reload: running.reload,
    died: processes.died,
    sweepAll,
    stop,
  };
}

const ANY: ListenAddress = { host: 'localhost', port: 0 };

/** One shard for each port. */
export function shardsOn(ports: readonly number[]): Cell[] {
  const count = ports.length;
  return ports.map((port, number) => shardCell({ number, count, listen: { host: 'localhost', port } }));
}

/** Calls what starts payments and transfers as its schedule does, and the sweeper for everything unfinished. */
async function sweep({ place, service }: ResolvedCell): Promise<void> {
  const invoke = lambdaInvoke(place.endpoint);
  const call = async (key: string, payload: { readonly all?: true }) => {
    const found = service.functions.find((one) => one.key === key);
    if (!found) throw new Error(`${service.name} has no function "${key}"`);
    await invoke(found.name, payload);
  };
  await Promise.all([call('sweep', { all: true }), call('pay_scheduled', {})]);
}
