import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { treasuryWalletId } from '../../domain/treasury.ts';
import { shardOf } from '../../domain/wallet-id.ts';
import { Bundles } from '../functions/bundles.ts';
import { failureIn } from '../processes/failures.ts';
import type { Logs } from '../processes/logs.ts';
import { Processes } from '../processes/processes.ts';
import { PROJECT } from '../processes/project.ts';
import { newWorkFolder, removeWorkFolders } from '../processes/work-folders.ts';
import { ORCHESTRATOR } from './cell.ts';
import { FromCell, type Placed, type ToCell } from './cell-settings.ts';
import type { Place } from './places.ts';
import { environmentOf, type Plan, resolved } from './plan.ts';
import { type CellOptions, cellSettings, currencyCodes, type ResolvedCell } from './settings.ts';

/** What the processes need to know beside the plan. */
export interface LaunchOptions extends Omit<CellOptions, 'secret' | 'bundles'> {
  readonly logs: Logs;
  /** Sources may change while the cells run. */
  readonly watched: boolean;
  /** The port of the first cell for debuggers, if they may attach; the next cells have the next ones. */
  readonly inspect: number | undefined;
  /** Called with each line that a process prints. */
  readonly onLine: (process: string, line: string) => void;
  /** Called with each error that a process logs. */
  readonly say: (line: string) => void;
  /** Called with a line for each step of the start. */
  readonly progress: (line: string) => void;
}

/** What new serverless files have changed. */
export interface Reread {
  /** The names of the cells that have started again. */
  readonly restarted: readonly string[];
  /** The bundles that differ from those of the time before. Cells that run on have the old ones. */
  readonly bundles: readonly string[];
}

/** One start of the cells of a plan: what has been started so far, and how to stop it. */
export class Launch {
  readonly processes = new Processes();
  readonly bundles: Bundles;
  readonly #plan: Plan;
  #cells: readonly ResolvedCell[];
  #bundled: Promise<unknown> = Promise.resolve();
  readonly #options: LaunchOptions;
  /** Resolves when the orchestrator is prepared. */
  readonly #placed = Promise.withResolvers<Placed>();
  readonly #workFolder = newWorkFolder();

  constructor(plan: Plan, options: LaunchOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#cells = plan.cells;
    const [first] = plan.cells;
    if (!first) throw new Error('no cells to start');
    this.bundles = new Bundles(this.#workFolder, handlersOf(plan.cells), first.service.bundling, options.watched);
  }

  /** The cells as the serverless files now describe them. */
  get cells(): readonly ResolvedCell[] {
    return this.#cells;
  }

  /**
   * Resolves when the HTTP API of every cell can be called.
   * @throws Error if something does not start; what has started by then is for stop
   */
  async run(): Promise<void> {
    this.#options.progress(`starting ${this.#cells.map(({ place }) => place.cell.name).join(', ')}`);
    this.#bundled = this.#bundle();
    await Promise.all([this.#bundled, ...this.#cells.map(({ place }, n) => this.#start(place, n))]);
  }

  /** Lets a cell load bundles again, which are named relative to their folder. */
  reload(cell: string, bundles: readonly string[]): void {
    const message: ToCell = { kind: 'reload', bundles: [...bundles] };
    this.processes.byName.get(cell)?.send(message);
  }

  /**
   * Reads the serverless files again, and starts the cells again that they now describe otherwise.
   * @throws Error if a file is refused or a cell does not start; the cells run as before then
   */
  async reread(): Promise<Reread> {
    const before = this.#cells;
    const now = await Promise.all(before.map(({ place }) => resolved(place, this.#options.progress)));
    const changed = now.filter(({ service }, n) => !isDeepStrictEqual(service, before[n]?.service));
    if (changed.length === 0) return { restarted: [], bundles: [] };
    const bundles = await this.bundles.build(handlersOf(now));
    const names = changed.map(({ place }) => place.cell.name);
    this.#cells = now;
    try {
      await this.#restart(names);
    } catch (error) {
      this.#cells = before;
      await this.bundles.build(handlersOf(before));
      await this.#restart(names);
      throw error;
    }
    return { restarted: names, bundles };
  }

  async #restart(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const child = this.processes.byName.get(name);
        await child?.stop();
        await child?.start();
      }),
    );
  }

  async stop(): Promise<void> {
    await this.processes.stop();
    // A cell may have refused to start before the bundles were written.
    await Promise.allSettled([this.#bundled]);
    await this.bundles.close();
    await removeWorkFolders(this.#workFolder);
    this.#options.logs.close();
  }

  /** Where the wallets are, once the orchestrator has said so. */
  get placed(): Promise<Placed> {
    return this.#placed.promise;
  }

  async #bundle(): Promise<void> {
    await this.bundles.build();
    this.#options.progress(`${this.bundles.count} functions are bundled`);
  }

  async #start(place: Place, n: number): Promise<void> {
    const { logs, say, progress, inspect, onLine: tap } = this.#options;
    const { name } = place.cell;
    const onLine = (text: string) => {
      logs.line(name, text);
      tap(name, text);
      for (const failure of failureIn(text)) say(`${name} | ${failure}`);
    };
    const child = this.processes.add({
      name,
      argv: [...(inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect + n}`]), CELL_PROGRAM],
      env: { ...environmentOf(place), ...LITTLE_MEMORY },
      cwd: PROJECT,
      onLine,
      messages: () => this.#messagesTo(place),
      onMessage: (message) => {
        const { success, data } = FromCell.safeParse(message);
        if (success) this.#placed.resolve(data.placed);
      },
    });
    await child.start();
    progress(`${name} is ready`);
  }

  /** The currencies whose treasury wallets belong on a shard. A shard alone has those of the first number. */
  async #treasuriesOf({ cell }: Place, shard: number, count: number): Promise<string[]> {
    const alone = !this.#cells.some(({ place }) => place.cell.name === ORCHESTRATOR);
    const codes = currencyCodes(cell);
    if (alone) return codes.filter((code) => shardOf(treasuryWalletId(code), this.#options.home ?? count) === shard);
    const { treasury } = await this.placed;
    return codes.filter((code) => treasury[code] === shard);
  }

  /** What a cell has to know when it starts. */
  async *#messagesTo(place: Place): AsyncGenerator<ToCell> {
    const cell = this.#cells.find((one) => one.place === place);
    if (!cell) throw new Error(`there is no cell ${place.cell.name}`);
    const more = { secret: this.#plan.secret, bundles: this.#workFolder };
    yield { kind: 'settings', settings: cellSettings(cell, { ...this.#options, ...more }) };
    const { SHARD_NUMBER: shard, SHARD_COUNT: count } = place.cell.env;
    if (shard !== undefined)
      yield { kind: 'treasury', codes: await this.#treasuriesOf(place, Number(shard), Number(count)) };
    await this.#bundled;
    yield { kind: 'bundled' };
  }
}

function handlersOf(cells: readonly ResolvedCell[]): string[] {
  return cells.flatMap(({ service }) => service.functions.map(({ handler }) => handler));
}

const CELL_PROGRAM = path.join(import.meta.dirname, 'cell-program.ts');

/** Large pieces of memory go back to the system as soon as they are free (glibc only). */
const LITTLE_MEMORY = { MALLOC_MMAP_THRESHOLD_: '32768' };
