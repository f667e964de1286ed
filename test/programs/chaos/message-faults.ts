import type { Random } from '../../support/random.ts';

/** What happens to a message between the orchestrator and a shard, and to how many of 1000. To the others nothing happens. */
const USUAL = [
  ['request delayed', 60],
  ['request delivered when nobody waits any more', 30],
  ['request dropped', 40],
  ['reply dropped', 40],
  ['request repeated at once', 30],
  ['request repeated later', 30],
  ['500 without passing it on', 30],
  ['500 after passing it on', 40],
] as const;

export type MessageFault = (typeof USUAL)[number][0];

/** The orchestrator waits 3 s for a shard (lib/remote/shards.ts). */
const DELAY_MS = [50, 2_000] as const;
/** Later than that, also after the deadline of the transfer (15 s), but while the token in the request is good (30 s at least). */
const LATE_MS = [3_200, 25_000] as const;

/** Draws a fault for each message until it is told to stop, and counts them by kind. */
export class MessageFaults {
  readonly counts = new Map<MessageFault, number>(USUAL.map(([kind]) => [kind, 0]));
  /** All messages that came by, while there were faults and after. */
  messages = 0;
  readonly #random: Random;
  #over = true;

  constructor(random: Random) {
    this.#random = random;
  }

  begin(): void {
    this.#over = false;
  }

  end(): void {
    this.#over = true;
  }

  /** What happens to the next message, if anything. */
  next(): MessageFault | undefined {
    this.messages += 1;
    if (this.#over) return undefined;
    let left = this.#random.between(1, 1000);
    for (const [kind, share] of USUAL) {
      left -= share;
      if (left > 0) continue;
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      return kind;
    }
    return undefined;
  }

  /** How long a message is on its way whose caller still waits for it. */
  delayMs(): number {
    return this.#random.between(...DELAY_MS);
  }

  /** How long one is on its way that comes when its caller has gone on. */
  lateMs(): number {
    return this.#random.between(...LATE_MS);
  }

  /** Whether the caller notices at once that its request is lost, by a broken connection, or only by its own patience. */
  isNoticed(): boolean {
    return this.#random.chance(0.5);
  }
}
