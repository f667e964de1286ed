import { Timeline } from './timeline.ts';

/** How far below zero operators have let wallets go. */
export class CreditLimits {
  readonly #limits = new Map<string, Timeline<bigint>>();

  /** The limits of a wallet. */
  of(walletId: string): Timeline<bigint> {
    const limits = this.#limits.get(walletId) ?? new Timeline<bigint>();
    this.#limits.set(walletId, limits);
    return limits;
  }

  get wallets(): readonly string[] {
    return [...this.#limits.keys()];
  }

  /** The lowest balance that a wallet may have at any time between the two, in ms since 1970. */
  lowest(walletId: string, from: number, to: number): bigint {
    return -highest(this.#limits.get(walletId)?.possibleWithin(from, to) ?? []);
  }

  /** The lowest balance that a wallet may ever have. */
  lowestEver(walletId: string): bigint {
    return this.lowest(walletId, -Infinity, Infinity);
  }
}

function highest(limits: readonly bigint[]): bigint {
  return limits.reduce((most, one) => (one > most ? one : most), 0n);
}
