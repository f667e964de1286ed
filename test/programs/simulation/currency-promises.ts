import type { Item } from '../../../lib/local/database/values/values.ts';
import { availableOf } from './control-promises.ts';

/** The promises that hold for each currency alone. */
export class CurrencyPromises {
  readonly #break: (what: string) => void;
  readonly #issued: ReadonlyMap<string | undefined, bigint>;
  readonly #spendable = new Map<string | undefined, bigint>();

  /** @param issued the sum of the balances of each currency; undefined is none */
  constructor(issued: ReadonlyMap<string | undefined, bigint>, breakPromise: (what: string) => void) {
    this.#issued = issued;
    this.#break = breakPromise;
  }

  onWallet(before: Item | undefined, after: Item | undefined): void {
    const currency = after?.currency?.S;
    if (before?.spendable && before.currency?.S !== currency)
      this.#break(`wallet ${after?.wallet_id?.S} has another currency`);
    const sum = (this.#spendable.get(currency) ?? 0n) + availableOf(after) - availableOf(before);
    this.#spendable.set(currency, sum);
    const issued = this.#issued.get(currency) ?? 0n;
    if (sum > issued) this.#break(`${sum} available of ${issued} issued in ${currency ?? 'no currency'}`);
  }

  atTheEnd(): void {
    for (const [currency, issued] of this.#issued) {
      const left = this.#spendable.get(currency) ?? 0n;
      if (left !== issued) this.#break(`${left} left of ${issued} issued in ${currency ?? 'no currency'}`);
    }
  }
}
