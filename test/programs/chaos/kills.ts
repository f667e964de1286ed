import { ORCHESTRATOR } from '../../../lib/local/cells/cell.ts';
import type { ToCell } from '../../../lib/local/cells/cell-settings.ts';
import type { Part } from '../../../lib/local/cells/outages.ts';
import { type Child, ChildDied } from '../../../lib/local/processes/child.ts';
import { Random } from '../../support/random.ts';
import { pause } from './pause.ts';

/** The ranges of a time in order and of one out of order, in ms. */
interface Schedule {
  readonly uptime: readonly [number, number];
  readonly downtime: readonly [number, number];
}

/**
 * The processes for which these times are. With more, each is left in peace for longer: a start takes a
 * second of a processor, and a machine that only starts processes shows nothing.
 */
const PROCESSES = 4;
/** Of a process. */
const KILLS: Schedule = { uptime: [10_000, 40_000], downtime: [0, 3_000] };
/** The parts that fail here. Proxies between the processes lose the replies. */
type FailingPart = Exclude<Part, 'replies'>;
/** Of the parts of a process that fail by themselves while the rest of it runs. */
const OUTAGES: Readonly<Record<FailingPart, Schedule>> = {
  database: { uptime: [10_000, 30_000], downtime: [100, 2_000] },
  executions: { uptime: [8_000, 25_000], downtime: [100, 3_000] },
};
/** The first kill comes sooner, so that a short run kills each process. */
const FIRST_MS = 2_000;
const KILLED_WHILE_STARTING = 0.15;

/** A shard has no executions. */
function partsOf(process: string): readonly FailingPart[] {
  return process === ORCHESTRATOR ? ['database', 'executions'] : ['database'];
}

/**
 * Kills the processes of a stack as a crash would (-9) and restarts them, each independently. Takes
 * their databases and their executions out of reach meanwhile.
 */
export class Kills {
  /** The kills of each process, and the outages of each part. */
  readonly counts = new Map<string, number>();
  whileStarting = 0;
  readonly #processes: ReadonlyMap<string, Child>;
  readonly #seed: number;

  /** @param seed of the times and downtimes, independent of everything else */
  constructor(processes: ReadonlyMap<string, Child>, seed: number) {
    this.#processes = processes;
    this.#seed = seed;
  }

  /**
   * Kills until the signal, and resolves when every process runs.
   * @throws ChildDied if a process does not restart
   */
  async until(over: AbortSignal): Promise<void> {
    const children = [...this.#processes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const failing = children.flatMap((child) => partsOf(child.name).map((part) => ({ child, part })));
    await Promise.all([
      ...children.map((child, n) => this.#killRepeatedly(child, new Random(this.#seed + n), over)),
      ...failing.map(({ child, part }, n) => {
        return this.#failRepeatedly(child, part, new Random(this.#seed + children.length + n), over);
      }),
    ]);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async #killRepeatedly(child: Child, random: Random, over: AbortSignal): Promise<void> {
    const { uptime, downtime } = this.#scaled(KILLS);
    await pause(random.between(FIRST_MS, uptime[1]), over);
    while (!over.aborted) {
      await this.#kill(child);
      await pause(random.between(...downtime), over);
      await this.#start(child, random, over);
      await pause(random.between(...uptime), over);
    }
  }

  async #failRepeatedly(child: Child, part: FailingPart, random: Random, over: AbortSignal): Promise<void> {
    const { uptime, downtime } = this.#scaled(OUTAGES[part]);
    await pause(random.between(FIRST_MS, uptime[1]), over);
    while (!over.aborted) {
      const outage: ToCell = { kind: 'outage', part, ms: random.between(...downtime) };
      child.send(outage);
      this.#count(`${part} of ${child.name}`);
      await pause(outage.ms + random.between(...uptime), over);
    }
  }

  #scaled({ uptime: [least, most], downtime }: Schedule): Schedule {
    const factor = Math.max(1, this.#processes.size / PROCESSES);
    return { uptime: [Math.round(least * factor), Math.round(most * factor)], downtime };
  }

  async #start(child: Child, random: Random, over: AbortSignal): Promise<void> {
    if (random.chance(KILLED_WHILE_STARTING) && !over.aborted) {
      const started = child.start().catch((error: unknown) => {
        if (!(error instanceof ChildDied)) throw error;
      });
      await pause(random.between(100, 2_000), over);
      await this.#kill(child);
      this.whileStarting += 1;
      await started;
    }
    await child.start();
  }

  async #kill(child: Child): Promise<void> {
    this.#count(child.name);
    await child.kill();
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
