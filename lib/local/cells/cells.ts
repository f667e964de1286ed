import type { Bundles } from '../functions/bundles.ts';
import type { Child } from '../processes/child.ts';
import { type Logs, logsIn } from '../processes/logs.ts';
import type { Processes } from '../processes/processes.ts';
import { removeWorkFolders } from '../processes/work-folders.ts';
import type { Webhook } from '../queues/webhook.ts';
import type { Cell } from './cell.ts';
import { CLOUD, DATABASE, Launch } from './launch.ts';
import { planCells, variablesIn } from './plan.ts';
import type { Keys, ResolvedCell } from './settings.ts';

export interface CellsOptions {
  readonly cells: readonly Cell[];
  /** The database of all cells; each has an embedded one of its own if it is undefined. */
  readonly database?: string | undefined;
  /** Where the embedded databases are stored; in memory if it is undefined. */
  readonly folder?: string | undefined;
  readonly keys: Keys;
  /**
   * Of the treasury's user on the orchestrator. The treasury's wallet on shard 0 is created without
   * it too.
   */
  readonly treasuryPassword?: string | undefined;
  /** Where events go; nowhere if it is undefined. */
  readonly webhook?: Webhook | undefined;
  /** By default files in the folder for logs, if there is one. */
  readonly logs?: Logs | undefined;
  readonly logsFolder?: string | undefined;
  /** Called with each error that a process logs. */
  readonly say?: ((line: string) => void) | undefined;
  /** Called with a line for each step of the start. */
  readonly progress?: ((line: string) => void) | undefined;
}

/**
 * The process of a cell's functions. It has to be started again when one of their bundles changes.
 */
export interface Reloadable {
  readonly process: Pick<Child, 'name' | 'stop' | 'start'>;
  readonly handlers: readonly string[];
}

export interface RunningCells {
  readonly planned: readonly ResolvedCell[];
  readonly cloudEndpoint: string;
  readonly processes: Processes;
  readonly reload: { readonly bundles: Bundles; readonly cells: readonly Reloadable[] };
  /**
   * The variables that the functions of one cell find in their environment beside those of this
   * process.
   */
  readonly variables: (of: ResolvedCell) => Record<string, string>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the cells. Processes of their own run the databases, the stand-in for Step Functions,
 * parameters and events, and the functions of each cell. This process runs the HTTP API of each
 * cell. Resolves when every API can be called.
 * @throws ConfigurationError if a port is in use
 * @throws Error if something does not start; everything else is stopped by then
 */
export async function startCells({
  cells,
  database,
  folder,
  keys,
  treasuryPassword,
  webhook,
  say = () => undefined,
  progress = () => undefined,
  ...options
}: CellsOptions): Promise<RunningCells> {
  const plan = await planCells(cells, { database, folder, progress });
  await removeWorkFolders();
  const names = [DATABASE, CLOUD, ...cells.map(({ name }) => name)];
  const logs = options.logs ?? (await logsIn(options.logsFolder, names));
  const launch = new Launch(plan, { folder, keys, treasuryPassword, webhook, logs, say, progress });
  try {
    await launch.run();
  } catch (error) {
    await launch.stop();
    throw error;
  }
  return {
    planned: plan.cells,
    cloudEndpoint: plan.cloudEndpoint,
    processes: launch.processes,
    reload: { bundles: launch.bundles, cells: plan.cells.flatMap((cell) => reloadable(cell, launch.processes)) },
    variables: (of) => variablesIn(plan, of),
    stop: () => launch.stop(),
  };
}

function reloadable({ place, service }: ResolvedCell, { byName }: Processes): Reloadable[] {
  const process = byName.get(place.cell.name);
  return process ? [{ process, handlers: service.functions.map(({ handler }) => handler) }] : [];
}
