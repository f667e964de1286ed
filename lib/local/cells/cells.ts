import type { Bundles } from '../functions/bundles.ts';
import { type Logs, logsIn } from '../processes/logs.ts';
import type { Processes } from '../processes/processes.ts';
import { removeWorkFolders } from '../processes/work-folders.ts';
import type { Webhook } from '../queues/webhook.ts';
import type { Cell } from './cell.ts';
import type { CellSettings, Placed } from './cell-settings.ts';
import { Launch, type Reread } from './launch.ts';
import { planCells, variablesIn } from './plan.ts';
import type { Keys, ResolvedCell } from './settings.ts';

export interface CellsOptions {
  readonly cells: readonly Cell[];
  /** The database of all cells; each has an embedded one of its own if it is undefined. */
  readonly database?: string | undefined;
  /** Where the embedded databases are stored; in memory if it is undefined. */
  readonly folder?: string | undefined;
  /** When a write is acknowledged: after the system has it (the default), or after the disk has it. */
  readonly flush?: CellSettings['flush'] | undefined;
  /** Sources may change while the cells run (see reloadOnChange); by default they do not. */
  readonly watched?: boolean | undefined;
  /** The port of the first cell for debuggers; none by default. */
  readonly inspect?: number | undefined;
  readonly keys: Keys;
  /**
   * Of the treasury's user on the orchestrator. The treasury's wallet on shard 0 is created without
   * it too.
   */
  readonly treasuryPassword?: string | undefined;
  /** How many shards had all wallets before the first growth; as many as run if it is undefined. */
  readonly home?: number | undefined;
  /** Where events go; nowhere if it is undefined. */
  readonly webhook?: Webhook | undefined;
  /** By default files in the folder for logs, if there is one. */
  readonly logs?: Logs | undefined;
  readonly logsFolder?: string | undefined;
  /** Called with each line that a process prints. */
  readonly onLine?: ((process: string, line: string) => void) | undefined;
  /** Called with each error that a process logs. */
  readonly say?: ((line: string) => void) | undefined;
  /** Called with a line for each step of the start. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** The functions of a cell that load new bundles while the cell runs. */
export interface Reloadable {
  readonly handlers: readonly string[];
  /** @param bundles relative to their folder */
  readonly reload: (bundles: readonly string[]) => void;
}

export interface RunningCells {
  readonly planned: readonly ResolvedCell[];
  readonly processes: Processes;
  /** For reloadOnChange. */
  readonly reload: {
    readonly bundles: Bundles;
    readonly cells: () => readonly Reloadable[];
    readonly reread: () => Promise<Reread>;
  };
  /**
   * The variables that the functions of one cell find in their environment beside those of this
   * process.
   */
  readonly variables: (of: ResolvedCell) => Record<string, string>;
  /** Where the wallets are. It stays open without an orchestrator. */
  readonly placed: Promise<Placed>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the cells, each in a process of its own. Resolves when the HTTP API of each can be called.
 * @throws ConfigurationError if a port is in use
 * @throws Error if something does not start; everything else is stopped by then
 */
export async function startCells({
  cells,
  database,
  folder,
  flush = 'system',
  inspect,
  watched = false,
  keys,
  treasuryPassword,
  home,
  webhook,
  onLine = () => undefined,
  say = () => undefined,
  progress = () => undefined,
  ...options
}: CellsOptions): Promise<RunningCells> {
  const plan = await planCells(cells, { database, folder, progress });
  await removeWorkFolders();
  const logs =
    options.logs ??
    (await logsIn(
      options.logsFolder,
      cells.map(({ name }) => name),
    ));
  const launch = new Launch(plan, {
    flush,
    inspect,
    watched,
    keys,
    treasuryPassword,
    home,
    webhook,
    logs,
    onLine,
    say,
    progress,
  });
  try {
    await launch.run();
  } catch (error) {
    await launch.stop();
    throw error;
  }
  return {
    planned: plan.cells,
    processes: launch.processes,
    reload: {
      bundles: launch.bundles,
      cells: () => launch.cells.map((cell) => reloadable(cell, launch)),
      reread: () => launch.reread(),
    },
    variables: variablesIn,
    placed: launch.placed,
    stop: () => launch.stop(),
  };
}

function reloadable({ place, service }: ResolvedCell, launch: Launch): Reloadable {
  return {
    handlers: service.functions.map(({ handler }) => handler),
    reload: (bundles) => launch.reload(place.cell.name, bundles),
  };
}
