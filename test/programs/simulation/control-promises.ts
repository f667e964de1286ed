import type { Item } from '../../../lib/local/database/values/values.ts';
import { holdsOf, number } from './items.ts';
import type { Change, Items } from './wallet-places.ts';

/** What the debits of one day have taken of one wallet: held, or posted. */
interface Day {
  readonly day: bigint;
  readonly taken: bigint;
}

const FREEZES = ['owner_freeze', 'operator_freeze'] as const;

/**
 * Checks the freezes and limits of wallets with each write. It counts what a day takes by the holds
 * themselves, and not by what the wallet says of it.
 *
 * A change of freezes comes to the stripes of a wallet after its main item. Until a response shows it, a credit on a
 * stripe follows the item of that stripe.
 */
export class ControlPromises {
  readonly #break: (what: string) => void;
  readonly #days = new Map<string, Day>();
  /** The last change of each wallet's freezes that a response has shown. */
  readonly #shown = new Map<string, bigint>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** A shard has said what is frozen of a wallet, by its change of this version. */
  onShown(walletId: string, version: number): void {
    const before = this.#shown.get(walletId) ?? 0n;
    if (BigInt(version) > before) this.#shown.set(walletId, BigInt(version));
  }

  /** A wallet changes. */
  onWallet({ before, after, item, items }: Change): void {
    const id = after?.wallet_id?.S ?? '';
    if (!after?.spendable) return;
    // No later change has written the main item.
    const isShown = number(items.main?.freeze_change) <= (this.#shown.get(id) ?? 0n);
    if (isShown) this.#checkStripes(id, items);
    const [was, is] = [holdsOf(before), holdsOf(after)];
    const debits = Object.entries(is).filter(([tx, { M }]) => !(tx in was) && number(M?.rollback_adds) > 0n);
    const credits = Object.keys(is).filter((tx) => !(tx in was) && number(is[tx]?.M?.rollback_adds) === 0n);
    if (debits.length > 0) this.#checkUsable(id, after, 'debits');
    if (credits.length > 0)
      for (const one of [item.after, ...(isShown ? [after] : [])]) this.#checkUsable(id, one, 'credits');
    for (const [, { M }] of debits) {
      if (after.max_payment && number(M?.rollback_adds) > number(after.max_payment))
        this.#break(`a debit of wallet ${id} is more than its limit of one payment`);
      if (number(after.spendable) < 0n) this.#break(`a debit takes wallet ${id} below its minimum balance`);
    }
    if (after.closed_at) this.#checkEmpty(id, after);
    if (before?.spendable && number(before.credit_limit) !== number(after.credit_limit))
      this.#checkCredit(id, before, after);
    this.#checkDay(
      id,
      before,
      after,
      debits.reduce((sum, [, { M }]) => sum + number(M?.rollback_adds), 0n),
    );
  }

  #checkUsable(id: string, item: Item | undefined, side: 'debits' | 'credits'): void {
    if (item?.closed_at) this.#break(`wallet ${id} holds, and is closed`);
    for (const freeze of FREEZES.map((name) => item?.[name]?.S))
      if (freeze === side || freeze === 'all') this.#break(`wallet ${id} holds, and its ${side} are frozen`);
  }

  /** A response has shown what is frozen: each stripe is as frozen as the main item. */
  #checkStripes(id: string, { main, stripes }: Readonly<Items>): void {
    for (const [n, stripe] of stripes)
      if (FREEZES.some((name) => stripe[name]?.S !== main?.[name]?.S))
        this.#break(`stripe ${n} of wallet ${id} is not frozen as the wallet is`);
  }

  /** The limit changes, and nothing else: neither the balance, nor what is held. */
  #checkCredit(id: string, before: Item, after: Item): void {
    if (availableOf(before) !== availableOf(after)) this.#break(`the credit limit of wallet ${id} moves money`);
    if (JSON.stringify(holdsOf(before)) !== JSON.stringify(holdsOf(after)))
      this.#break(`the credit limit of wallet ${id} changes what is held`);
    if (before.closed_at) this.#break(`wallet ${id} is closed, and its credit limit changes`);
  }

  #checkEmpty(id: string, wallet: Item): void {
    const money = number(wallet.spendable) + number(wallet.minimum_balance) - number(wallet.credit_limit);
    if (money !== 0n || Object.keys(holdsOf(wallet)).length > 0) this.#break(`wallet ${id} is closed, and not empty`);
  }

  #checkDay(id: string, before: Item | undefined, after: Item, held: bigint): void {
    if (!after.counted_day) return;
    const day = number(after.counted_day);
    if (day < number(before?.counted_day)) this.#break(`the counted day of wallet ${id} went back`);
    const known = this.#days.get(id);
    const isCounted = after.day_limit !== undefined;
    let taken = known?.day === day ? known.taken : 0n;
    if (isCounted) taken += held;
    for (const [tx, { M }] of Object.entries(holdsOf(before))) {
      if (tx in holdsOf(after) || number(M?.day) !== day) continue;
      // What a debit does not take comes back to the money.
      if (M?.day) taken -= number(after.spendable) - number(before?.spendable);
    }
    this.#days.set(id, { day, taken });
    if (held > 0n && isCounted && taken > number(after.day_limit))
      this.#break(`the debits of a day take ${taken} of wallet ${id}, more than its limit`);
    if (number(after.day_left) !== number(after.day_limit) - taken)
      this.#break(`the limit of wallet ${id} leaves ${number(after.day_left)}, and ${taken} are taken`);
  }
}

/** The money that transfers can take, whatever minimum the wallet has; below zero if it uses its credit. */
export function availableOf(wallet: Item | undefined): bigint {
  return number(wallet?.spendable) - number(wallet?.credit_limit) + number(wallet?.minimum_balance);
}
