import { createHash } from 'node:crypto';
import { formatSigned } from './amount.ts';

/**
 * What was posted to a wallet, in the order of posting. The entries of a wallet are numbered from 1
 * without a gap. Each hash covers the hash before it, so that no entry can change unseen.
 */
export interface StatementEntry {
  readonly walletId: string;
  readonly seq: number;
  /** Absent in an opening entry: the balance of a wallet that is older than its statement. */
  readonly txId?: string | undefined;
  /** Signed: below zero, the money left the wallet. */
  readonly amount: bigint;
  /** The booked balance after the entry. */
  readonly balance: bigint;
  /** Ms since 1970. It never falls from one entry to the next. */
  readonly postedAt: number;
  /** SHA-256 in base64url: `entryHash`. */
  readonly hash: string;
}

/** What a wallet's item says of its last posting: an entry without its chain. */
export interface Posting {
  readonly walletId: string;
  readonly seq: number;
  readonly txId?: string | undefined;
  readonly amount: bigint;
  /** The booked balance after the posting. */
  readonly posted: bigint;
  /** Ms since 1970, by the clock of the function that posted it. */
  readonly at: number;
  /** The stripe whose item it was posted to. Then `seq` and `posted` are those of this item. */
  readonly stripe?: number | undefined;
  /** Of a stripe: how many postings the wallet's own item had when the stripe was made. */
  readonly after?: number | undefined;
}

/** How many postings of each item of a wallet are in its statement, by the stripe; 0 is the wallet's own item. */
export type StatementVector = Readonly<Record<string, number>>;

/** The last entry of a statement. `vector`: of a wallet in stripes, up to this entry. */
export interface LastEntry extends StatementEntry {
  readonly vector?: StatementVector;
}

/**
 * The last entry of a wallet up to a time. `none`: nothing had been posted. `not opened`: the wallet
 * is older than its statement, and the statement begins after that time.
 */
export type PastEntry = StatementEntry | 'none' | 'not opened';

/** Where a chain goes on: the entry before, or `FIRST` before the first entry. */
export type EntryBefore = Pick<StatementEntry, 'seq' | 'balance' | 'postedAt' | 'hash'>;

const ZEROES = Buffer.alloc(32).toString('base64url');

/** What stands before the first entry of every wallet. */
export const FIRST: EntryBefore = { seq: 0, balance: 0n, postedAt: 0, hash: ZEROES };

/**
 * The entry as its hash sees it: RFC 8785 (JSON Canonicalization Scheme), members in alphabetical
 * order. It is the entry of the API without `hash`. No member has a character that JSON escapes.
 */
export function canonicalEntry(entry: Omit<StatementEntry, 'hash'>): string {
  return JSON.stringify({
    ...(entry.txId !== undefined && { TxID: entry.txId }),
    amount: formatSigned(entry.amount),
    balance: entry.balance.toString(),
    posted_at: new Date(entry.postedAt).toISOString(),
    seq: entry.seq,
    wallet_id: entry.walletId,
  });
}

/** SHA-256 over the 32 bytes of the hash before and the canonical entry, in base64url. */
export function entryHash(previousHash: string, entry: Omit<StatementEntry, 'hash'>): string {
  return createHash('sha256')
    .update(Buffer.from(previousHash, 'base64url'))
    .update(canonicalEntry(entry))
    .digest('base64url');
}

/**
 * The entry of a posting, after the entry before it. A clock that went back does not make the time
 * fall.
 * @throws Error if the posting does not follow the entry: a bug, or a change by hand
 */
export function entryAfter(before: EntryBefore, posting: Posting): StatementEntry {
  const { walletId, seq, txId, amount, posted, at } = posting;
  if (seq !== before.seq + 1 || posted !== before.balance + amount)
    throw new Error(`posting ${seq} of wallet ${walletId} does not follow entry ${before.seq}`);
  const entry = {
    walletId,
    seq,
    ...(txId !== undefined && { txId }),
    amount,
    balance: posted,
    postedAt: Math.max(at, before.postedAt),
  };
  return { ...entry, hash: entryHash(before.hash, entry) };
}

/**
 * What is wrong with a chain at one entry.
 *
 * - `wallet`: it is of another wallet;
 * - `missing`: entries before it are missing;
 * - `order`: its number was there already;
 * - `changed`: its hash is not the one of its values after the entry before;
 * - `opening`: it has no transaction, and is not the first;
 * - `balance`: its balance is not the one before plus its amount;
 * - `time`: it is older than the entry before.
 */
export type ChainFault = 'wallet' | 'missing' | 'order' | 'changed' | 'opening' | 'balance' | 'time';

/**
 * The first entry of a run that does not follow the one before it, with its fault.
 * @param before the entry before the run, or `FIRST`
 */
export function firstChainFault(
  walletId: string,
  entries: readonly StatementEntry[],
  before: EntryBefore = FIRST,
): { entry: StatementEntry; fault: ChainFault } | undefined {
  let last = before;
  for (const entry of entries) {
    const fault = faultOf(walletId, last, entry);
    if (fault) return { entry, fault };
    last = entry;
  }
  return undefined;
}

function faultOf(walletId: string, before: EntryBefore, entry: StatementEntry): ChainFault | undefined {
  if (entry.walletId !== walletId) return 'wallet';
  if (entry.seq > before.seq + 1) return 'missing';
  if (entry.seq <= before.seq) return 'order';
  if (entry.hash !== entryHash(before.hash, entry)) return 'changed';
  if (entry.txId === undefined && entry.seq !== 1) return 'opening';
  if (entry.balance !== before.balance + entry.amount) return 'balance';
  if (entry.postedAt < before.postedAt) return 'time';
  return undefined;
}
