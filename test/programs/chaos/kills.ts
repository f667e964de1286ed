import { type Child, ChildDied } from '../../../lib/local/processes/child.ts';
import { Random } from '../../support/random.ts';
import { pause } from './pause.ts';

/** The ranges of a process's uptime and downtime between kills, in ms. */
interface KillSchedule {
  readonly uptime: readonly [number, number];
  readonly downtime: readonly [number, number];
}

/**
 * A service takes several seconds to start. If it died as often as the others, one service would
 * always be down.
 */
const SERVICE: KillSchedule = { uptime: [20_000, 70_000], downtime: [0, 4_000] };
const SCHEDULES: Readonly<Record<string, KillSchedule>> = {
  database: { uptime: [10_000, 30_000], downtime: [0, 2_000] },
  cloud: { uptime: [8_000, 25_000], downtime: [0, 3_000] },
};
/** The first kill comes sooner, so that a short run kills each process. */
const FIRST_MS = 2_000;
const KILLED_WHILE_STARTING = 0.15;

/** Kills the processes of a stack as a crash would (-9) and restarts them, each independently. */
export class Kills {
  /** The kills of each process. */
  readonly counts = new Map<string, number>();
  whileStarting = 0;
  readonly #processes: ReadonlyMap<string, Child>;
  readonly #seed: number;

  /** @param seed of the times and downtimes of each process, independent of everything else */
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
    await Promise.all(children.map((child, n) => this.#killRepeatedly(child, new Random(this.#seed + n), over)));
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async #killRepeatedly(child: Child, random: Random, over: AbortSignal): Promise<void> {
    const { uptime, downtime } = SCHEDULES[child.name] ?? SERVICE;
    await pause(random.between(FIRST_MS, uptime[1]), over);
    while (!over.aborted) {
      await this.#kill(child);
      await pause(random.between(...downtime), over);
      await this.#start(child, random, over);
      await pause(random.between(...uptime), over);
    }
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
    this.counts.set(child.name, (this.counts.get(child.name) ?? 0) + 1);
    await child.kill();
  }
}
