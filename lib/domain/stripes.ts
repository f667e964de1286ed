import { createHash } from 'node:crypto';
import type { ShardWallet, StatementHead } from './shard-wallet.ts';
import { wholeControls } from './stripe-freezes.ts';

/** The most stripes of a wallet: its items together are within one transaction of the database. */
export const MAX_STRIPES = 64;

/** A wallet's id consists of digits, so no id has this sign. */
const SIGN = '#';
const ID = /^(?<walletId>[0-9]+)#(?<stripe>[1-9][0-9]?)$/;

/** The id of a stripe's item, and of the rows of its credits. @param stripe 1 to `MAX_STRIPES` */
export function stripeId(walletId: string, stripe: number): string {
  return `${walletId}${SIGN}${stripe}`;
}

/** The id of the item of a leg: that of its stripe, or the wallet's own. */
export function itemIdOf({ walletId, stripe }: { readonly walletId: string; readonly stripe?: number | undefined }) {
  return stripe === undefined ? walletId : stripeId(walletId, stripe);
}

/** The ids of all stripes of a wallet. */
export function stripeIds(walletId: string, stripes = 0): string[] {
  return Array.from({ length: stripes }, (_, n) => stripeId(walletId, n + 1));
}

/** The wallet of an item's id, and the stripe, if it is one's. */
export function placeOfItem(id: string): { readonly walletId: string; readonly stripe?: number } {
  const { walletId, stripe } = ID.exec(id)?.groups ?? {};
  return walletId === undefined ? { walletId: id } : { walletId, stripe: Number(stripe) };
}

/**
 * The stripe on which a new transfer credits a wallet.
 * @param stripes how many the wallet has
 * @returns 1 to `stripes`, always the same for a transfer
 */
export function stripeFor(txId: string, stripes: number): number {
  return 1 + (createHash('sha256').update(txId).digest().readUInt32BE() % stripes);
}

/** What a stripe has ever given to the main item, and the main item has not taken yet. */
export function inTransit(main: ShardWallet, stripe: ShardWallet): bigint {
  const { stripe: number = 0 } = placeOfItem(stripe.walletId);
  return (stripe.given ?? 0n) - (main.taken?.[number] ?? 0n);
}

/**
 * A wallet in stripes as one. The main item was read before the stripes: then what stripes give meanwhile
 * counts once, and the wallet had no more to spend when the main item was read than this says. A freeze that
 * a stripe does not have yet is not shown.
 */
export function wholeWallet(main: ShardWallet, stripes: readonly ShardWallet[]): ShardWallet {
  if (stripes.length === 0) return main;
  const items = [main, ...stripes];
  const spendable = stripes.reduce((sum, one) => sum + one.spendable + inTransit(main, one), main.spendable);
  const statement = wholeStatement(items);
  return {
    ...main,
    ...wholeControls(main, stripes),
    spendable,
    holds: Object.assign({}, ...items.map(({ holds }) => holds)),
    tombstones: Object.assign({}, ...items.map(({ tombstones }) => tombstones)),
    ...(statement && { statement }),
  };
}

/** How many postings the items of a wallet have together, each of which counts its own, and when the last one was. */
export function endOfAll(
  heads: readonly { readonly seq?: number | undefined; readonly postedAt?: number | undefined }[],
): Pick<StatementHead, 'seq' | 'postedAt'> {
  const times = heads.flatMap(({ postedAt }) => postedAt ?? []);
  return {
    seq: heads.reduce((sum, { seq = 0 }) => sum + seq, 0),
    ...(times.length > 0 && { postedAt: Math.max(...times) }),
  };
}

/** The statement of all items; undefined if one of them has none. */
function wholeStatement(items: readonly ShardWallet[]): StatementHead | undefined {
  const heads = items.flatMap(({ statement }) => statement ?? []);
  if (heads.length < items.length) return undefined;
  return {
    posted: heads.reduce((sum, { posted }) => sum + posted, 0n),
    ...endOfAll(heads),
    vector: Object.fromEntries(
      items.map(({ walletId, statement }) => [placeOfItem(walletId).stripe ?? 0, statement?.seq ?? 0]),
    ),
  };
}
