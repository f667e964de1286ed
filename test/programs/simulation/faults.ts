import type { Random } from '../../support/random.ts';

/** What can happen to a message or a write, and how often of 1000, at the usual rate of faults. */
const USUAL = {
  requestLost: 60,
  requestLate: 100,
  requestRepeated: 120,
  replyLost: 80,
  replyLate: 60,
  throttled: 40,
  failedBeforeWrite: 40,
  failedAfterWrite: 40,
} as const;

export type Fault = keyof typeof USUAL;

/** Draws faults while they last, and counts them by kind. */
export class Faults {
  readonly counts: Partial<Record<Fault, number>> = {};
  readonly #random: Random;
  readonly #level: number;
  readonly #until: number;

  /** @param until the virtual time, in ms since 1970, from which on there are none */
  constructor(random: Random, level: number, until: number) {
    this.#random = random;
    this.#level = level;
    this.#until = until;
  }

  happens(fault: Fault): boolean {
    if (!this.#random.chance((USUAL[fault] * this.#level) / 1000) || this.over()) return false;
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return true;
  }

  over(): boolean {
    return Date.now() >= this.#until;
  }

  /** How long a message takes, in ms. A late one comes when everybody has given up on it, and half of them even after its deadline. */
  delay(late: Fault): number {
    if (!this.happens(late)) return this.#random.between(1, 80);
    return this.#random.chance(0.5) ? this.#random.between(2_000, 15_000) : this.#random.between(15_000, 90_000);
  }

  /** A reading of a clock that may be off by `skewMs` to both sides, another one every time. */
  reading(skewMs: number): number {
    return Date.now() + skewMs * this.#random.between(-1, 1);
  }
}
