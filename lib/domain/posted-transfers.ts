import { currencyOf, type InCurrency, inCurrency } from './currency.ts';
import { legsOf } from './legs.ts';
import type { StatementEntry } from './statement.ts';
import type { Transfer } from './transfer.ts';

/** A posting of a transfer: one entry of a statement. */
export interface PostedLeg extends InCurrency {
  readonly walletId: string;
  /** Signed, from the wallet's side. */
  readonly amount: bigint;
  /** Ms since 1970. */
  readonly postedAt: number;
}

/** The postings of a transfer that audits have seen so far. */
export interface PostedTransfer {
  readonly txId: string;
  readonly legs: readonly PostedLeg[];
}

/**
 * Transfers of which an audit has seen postings. One whose postings add up to zero is complete, and
 * leaves. The sum of all postings that were ever added is the sum of those that are here.
 */
export class PostedTransfers {
  readonly #open = new Map<string, PostedLeg[]>();
  readonly #complete = new Set<string>();

  constructor(open: Iterable<PostedTransfer> = []) {
    for (const { txId, legs } of open) this.#open.set(txId, [...legs]);
  }

  get size(): number {
    return this.#open.size;
  }

  /** The number of complete transfers that wait for `takeComplete`. */
  get complete(): number {
    return this.#complete.size;
  }

  /** @param wallet the wallet of the entry, for its currency */
  add(
    txId: string,
    { walletId, amount, postedAt }: Pick<StatementEntry, 'walletId' | 'amount' | 'postedAt'>,
    wallet: InCurrency = {},
  ): void {
    const legs = this.#open.get(txId) ?? [];
    legs.push({ walletId, amount, postedAt, ...inCurrency(wallet.currency) });
    this.#open.set(txId, legs);
    if (sumOf(legs) === 0n) this.#complete.add(txId);
    else this.#complete.delete(txId);
  }

  /** Takes out the complete transfers. */
  takeComplete(): PostedTransfer[] {
    const taken = [...this.#complete].map((txId) => ({ txId, legs: this.#open.get(txId) ?? [] }));
    for (const { txId } of taken) this.#open.delete(txId);
    this.#complete.clear();
    return taken;
  }

  /** Puts a transfer back that has left, to be looked at again. */
  putBack({ txId, legs }: PostedTransfer): void {
    this.#open.set(txId, [...legs, ...(this.#open.get(txId) ?? [])]);
  }

  delete(txId: string): void {
    this.#open.delete(txId);
    this.#complete.delete(txId);
  }

  has(txId: string): boolean {
    return this.#open.has(txId);
  }

  /** Those that are here, in no order. */
  all(): PostedTransfer[] {
    return [...this.#open].map(([txId, legs]) => ({ txId, legs }));
  }
}

/** The sum of postings. */
export function sumOf(legs: readonly Pick<PostedLeg, 'amount'>[]): bigint {
  return legs.reduce((sum, { amount }) => sum + amount, 0n);
}

/** A posted transfer beside its item in the journal. */
export interface ComparedTransfer {
  /** The fault is that a wallet has another currency. */
  readonly isOtherMoney?: true;
  /** What no honest run can have done. */
  readonly fault?: string;
  /** The wallets of the legs that are not posted. */
  readonly missing: readonly string[];
}

/**
 * Compares postings with the journal. Each wallet of the transfer is posted once, with its amount,
 * after COMMIT was decided and before the transfer became final.
 * @param clocksDifferMs how far the clocks of the shards and the journal may differ
 */
export function comparePosted(
  { legs }: Pick<PostedTransfer, 'legs'>,
  transfer: Transfer,
  clocksDifferMs: number,
): ComparedTransfer {
  const expected = new Map(legsOf(transfer).map(({ walletId, amount }) => [walletId, amount]));
  const missing = new Set(expected.keys());
  if (transfer.decision !== 'COMMIT')
    return { fault: `is posted, and the journal decides ${transfer.decision ?? 'nothing'}`, missing: [] };
  const final = transfer.finishedAt === undefined ? undefined : Date.parse(transfer.finishedAt);
  for (const { walletId, amount, postedAt, currency } of legs) {
    const of = `wallet ${walletId} posts ${amount}`;
    if (expected.get(walletId) !== amount)
      return { fault: `${of}, the journal gives it ${expected.get(walletId) ?? 'nothing'}`, missing: [] };
    if (currencyOf({ currency }) !== currencyOf(transfer)) {
      const fault = `${of} in ${currencyOf({ currency })}, the transfer is in ${currencyOf(transfer)}`;
      return { fault, isOtherMoney: true, missing: [] };
    }
    if (!missing.delete(walletId)) return { fault: `${of} twice`, missing: [] };
    if (final !== undefined && postedAt > final + clocksDifferMs)
      return { fault: `${of} ${Math.round((postedAt - final) / 1000)} s after the transfer was final`, missing: [] };
  }
  return { missing: [...missing] };
}
