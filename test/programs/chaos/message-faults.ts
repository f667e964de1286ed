import type { Random } from '../../support/random.ts';

/**
 * The faults of messages between the orchestrator and a shard, each with its share of 1000
 * messages.
 */
const USUAL = [
  ['request delayed', 60],
  ['request delivered after the timeout', 30],
  ['request dropped', 40],
  ['response dropped', 40],
  ['request repeated immediately', 30],
  ['request repeated later', 30],
  ['500 without passing it on', 30],
  ['500 after passing it on', 40],
] as const;

export type MessageFault = (typeof USUAL)[number][0];

/** The orchestrator waits 3 s for a shard (lib/remote/shards.ts). */
const DELAY_MS = [50, 2_000] as const;
/**
 * Later than that timeout, also after the transfer's deadline (15 s), but while the token is valid
 * (at least 30 s).
 */
const LATE_MS = [3_200, 25_000] as const;

/** Draws a fault for each message between `begin` and `end`, and counts the faults by kind. */
export class MessageFaults {
  readonly counts = new Map<MessageFault, number>(USUAL.map(([kind]) => [kind, 0]));
  /** The number of all messages, during and after the faults. */
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

  /** The fault of the next message, if any. */
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

  /** The delay of a message within its caller's timeout. */
  delayMs(): number {
    return this.#random.between(...DELAY_MS);
  }

  /** The delay of a message beyond its caller's timeout. */
  lateMs(): number {
    return this.#random.between(...LATE_MS);
  }

  /**
   * Whether the caller notices a lost request immediately by a broken connection, or only by its
   * timeout.
   */
  isNoticed(): boolean {
    return this.#random.chance(0.5);
  }
}
