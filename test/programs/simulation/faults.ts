import type { Random } from '../../support/random.ts';

/** The faults of messages and writes, with their probability in 1000 at the usual rate. */
const USUAL = {
  requestLost: 60,
  requestLate: 100,
  requestRepeated: 120,
  replyLost: 80,
  replyLate: 60,
  throttled: 40,
  failedBeforeWrite: 40,
  failedAfterWrite: 40,
  writeLate: 100,
  batchLate: 100,
  batchReplayed: 120,
  functionDied: 60,
  staleRead: 100,
} as const;

export type Fault = keyof typeof USUAL;

/** Draws faults until their end, and counts them by kind. */
export class Faults {
  readonly counts: Partial<Record<Fault, number>> = {};
  readonly #random: Random;
  readonly #level: number;
  /** The virtual time of the end of all faults, in ms since 1970. */
  readonly until: number;

  /** @param until the virtual time, in ms since 1970, of the end of all faults */
  constructor(random: Random, level: number, until: number) {
    this.#random = random;
    this.#level = level;
    this.until = until;
  }

  happens(fault: Fault): boolean {
    if (!this.#random.chance((USUAL[fault] * this.#level) / 1000) || this.over()) return false;
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return true;
  }

  over(): boolean {
    return Date.now() >= this.until;
  }

  /**
   * The latency of a message, in ms. A late one arrives after every time-out, and half of the late
   * ones after its deadline.
   */
  delay(late: Fault): number {
    if (!this.happens(late)) return this.#random.between(1, 80);
    return this.#random.chance(0.5) ? this.#random.between(2_000, 15_000) : this.#random.between(15_000, 90_000);
  }

  /**
   * A reading of a clock that is off by up to `skewMs` in both directions, drawn for each reading.
   */
  reading(skewMs: number): number {
    return Date.now() + skewMs * this.#random.between(-1, 1);
  }
}
