import type { LastEntry, StatementEntry, StatementVector } from '../domain/statement.ts';

/**
 * Each 16th entry is a mark. The index `marks` has them, and finds the entries of a time. The entries
 * from one mark to the next have less than 4 KB, which is what the smallest read of the table can have.
 */
export const MARK_EVERY = 16;

/**
 * An entry of a block, after the first one: only what the entry before it does not say. The names are
 * short, because a write costs by the KB.
 */
export interface Following {
  /** The transaction. */
  readonly t: string;
  /** The amount. */
  readonly a: bigint;
  /** Ms since the entry before. */
  readonly m: number;
  /** The 32 bytes of its hash. */
  readonly h: Uint8Array;
}

/**
 * The item of entries that are written at once. It has the form of the first one. `block` has those that
 * follow it, which only a wallet in stripes has, and `vector` says up to where they go of each item. Its
 * key is the number after the entry before, so that of two writers after the same entry one fails.
 * @param entries one or more, each after the one before it
 * @param vector of a wallet in stripes, after the last of them
 */
export function itemOfEntries(
  [first, ...rest]: readonly [StatementEntry, ...StatementEntry[]],
  vector?: StatementVector,
): Record<string, unknown> {
  const { walletId, seq, txId, amount, balance, postedAt, hash } = first;
  const numbers = [first, ...rest].map((entry) => entry.seq);
  return {
    wallet_id: walletId,
    seq,
    ...(txId === undefined ? { opening: true } : { tx_id: txId }),
    amount,
    balance,
    posted_at: postedAt,
    hash,
    ...(rest.length > 0 && { block: rest.map((entry, n) => followingOf(entry, rest[n - 1] ?? first)) }),
    ...(vector && { vector }),
    ...(numbers.some((number) => number % MARK_EVERY === 0) && { marked_at: postedAt }),
  };
}

/** The entry after another one of the same item. */
export function entryFollowing(before: StatementEntry, { t, a, m, h }: Following): StatementEntry {
  return {
    walletId: before.walletId,
    seq: before.seq + 1,
    txId: t,
    amount: a,
    balance: before.balance + a,
    postedAt: before.postedAt + m,
    hash: Buffer.from(h).toString('base64url'),
  };
}

/** All entries of an item, the oldest first. The last one has the vector, if the item has one. */
export function entriesOfItem(
  first: StatementEntry,
  block: readonly Following[] = [],
  vector?: StatementVector,
): LastEntry[] {
  const entries: LastEntry[] = [first];
  for (const following of block) entries.push(entryFollowing(entries.at(-1) ?? first, following));
  const last = entries.pop() ?? first;
  return [...entries, vector ? { ...last, vector } : last];
}

/** @throws Error if it opens a statement: that is the first entry of all */
function followingOf({ txId, amount, postedAt, hash }: StatementEntry, before: StatementEntry): Following {
  if (txId === undefined) throw new Error(`an opening entry follows entry ${before.seq}`);
  return { t: txId, a: amount, m: postedAt - before.postedAt, h: Buffer.from(hash, 'base64url') };
}
