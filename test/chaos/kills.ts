import { type Child, ChildDied } from '../../lib/local/child.ts';
import type { Random } from '../simulation/random.ts';
import { pause } from './pause.ts';

/** How long a process runs until it is killed, and how long it then stays dead, in ms. */
interface Habit {
  readonly lives: readonly [number, number];
  readonly dead: readonly [number, number];
}

const SERVICE: Habit = { lives: [12_000, 40_000], dead: [0, 4_000] };
const HABITS: Readonly<Record<string, Habit>> = {
  database: { lives: [8_000, 25_000], dead: [0, 2_000] },
  cloud: { lives: [6_000, 20_000], dead: [0, 3_000] },
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
  readonly #random: Random;

  constructor(processes: ReadonlyMap<string, Child>, random: Random) {
    this.#processes = processes;
    this.#random = random;
  }

  /** Goes on until the signal comes, then resolves when everything runs. @throws ChildDied if one does not start again */
  async until(over: AbortSignal): Promise<void> {
    await Promise.all([...this.#processes.values()].map((child) => this.#haunt(child, over)));
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async #haunt(child: Child, over: AbortSignal): Promise<void> {
    const { lives, dead } = HABITS[child.name] ?? SERVICE;
    await pause(this.#random.between(FIRST_MS, lives[1]), over);
    while (!over.aborted) {
      await this.#kill(child);
      await pause(this.#random.between(...dead), over);
      await this.#start(child, over);
      await pause(this.#random.between(...lives), over);
    }
  }

  async #start(child: Child, over: AbortSignal): Promise<void> {
    if (this.#random.chance(KILLED_WHILE_STARTING) && !over.aborted) {
      const started = child.start().catch((error: unknown) => {
        if (!(error instanceof ChildDied)) throw error;
      });
      await pause(this.#random.between(100, 2_000), over);
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
