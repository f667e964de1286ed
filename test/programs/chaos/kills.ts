import { type Child, ChildDied } from '../../../lib/local/processes/child.ts';
import { Random } from '../../support/random.ts';
import { pause } from './pause.ts';

/** How long a process runs until it is killed, and how long it then stays dead, in ms. */
interface Habit {
  readonly lives: readonly [number, number];
  readonly dead: readonly [number, number];
}

/** A service takes several seconds to start: dying as often as the others, one of them would be away at any time and little done. */
const SERVICE: Habit = { lives: [20_000, 70_000], dead: [0, 4_000] };
const HABITS: Readonly<Record<string, Habit>> = {
  database: { lives: [10_000, 30_000], dead: [0, 2_000] },
  cloud: { lives: [8_000, 25_000], dead: [0, 3_000] },
};
/** The first time comes sooner, so that a short run sees each process die. */
const FIRST_MS = 2_000;
const KILLED_WHILE_STARTING = 0.15;

/** Kills the processes of a stack as a crash would (-9) and starts them again, each by itself. */
export class Kills {
  /** By process. */
  readonly counts = new Map<string, number>();
  whileStarting = 0;
  readonly #processes: ReadonlyMap<string, Child>;
  readonly #seed: number;

  /** @param seed of when each process dies and for how long; the same, whatever else goes on */
  constructor(processes: ReadonlyMap<string, Child>, seed: number) {
    this.#processes = processes;
    this.#seed = seed;
  }

  /** Goes on until the signal comes, then resolves when everything runs. @throws ChildDied if one does not start again */
  async until(over: AbortSignal): Promise<void> {
    const children = [...this.#processes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    await Promise.all(children.map((child, n) => this.#haunt(child, new Random(this.#seed + n), over)));
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async #haunt(child: Child, random: Random, over: AbortSignal): Promise<void> {
    const { lives, dead } = HABITS[child.name] ?? SERVICE;
    await pause(random.between(FIRST_MS, lives[1]), over);
    while (!over.aborted) {
      await this.#kill(child);
      await pause(random.between(...dead), over);
      await this.#start(child, random, over);
      await pause(random.between(...lives), over);
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
