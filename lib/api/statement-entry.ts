import * as z from 'zod/mini';
import { formatSigned } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
import type { StatementEntry as Entry } from '../domain/statement.ts';
import { fields } from './fields.ts';

const seq = doc(z.int().check(z.positive()), 'Number of the entry in the statement: 1, 2, 3, … without a gap.', 1041);

/** The number of an entry, in a query. */
export const SeqDigits = z.pipe(
  z.string().check(z.regex(/^[0-9]{1,15}$/, 'must be the number of an entry')),
  z.transform(Number),
);

const TXID =
  'Id of the transaction that posted the amount. The first entry of a wallet that is older than its statement has none: it posts the balance of that time.';

/** How many postings of each item of a wallet in stripes. */
export const Vector = z.record(z.string().check(z.regex(/^(0|[1-9][0-9]?)$/)), z.int().check(z.nonnegative()));

function entry<T extends z.ZodMiniType>(id: string, txId: T) {
  return component(
    id,
    z.object({
      wallet_id: fields.walletId,
      seq,
      TxID: doc(z.optional(txId), TXID),
      amount: doc(
        z.string().check(z.regex(/^(0|[+-][1-9][0-9]*)$/)),
        'What was posted, in whole minor units. It is negative if the money left the wallet.',
        '-50',
      ),
      balance: doc(
        fields.money,
        'The balance after the entry. Money in flight is part of it until it is posted.',
        '1200',
      ),
      posted_at: doc(fields.time, 'When it was posted. It never falls from one entry to the next.'),
      hash: doc(
        z.string().check(z.regex(/^[0-9A-Za-z_-]{43}$/)),
        'SHA-256, in base64url, over the bytes of the hash before and this entry without `hash` in the form of RFC 8785. Before the first entry there are 32 zero bytes.',
        'D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0',
      ),
    }),
    { description: 'What one transfer posted to a wallet.' },
  );
}

/** An entry in the public API. */
export const StatementEntry = entry('StatementEntry', fields.txId);
export type StatementEntry = z.infer<typeof StatementEntry>;

/** An entry in a shard's API: the orchestrator chooses the ids of transactions. */
export const PostedEntry = entry('PostedEntry', z.string());
export type PostedEntry = z.infer<typeof PostedEntry>;

/** The entry in a response of a shard. */
export function entryOf(entry: PostedEntry): Entry {
  return {
    walletId: entry.wallet_id,
    seq: entry.seq,
    ...(entry.TxID !== undefined && { txId: entry.TxID }),
    amount: BigInt(entry.amount),
    balance: BigInt(entry.balance),
    postedAt: Date.parse(entry.posted_at),
    hash: entry.hash,
  };
}

/**
 * The entry in a response. Without `hash`, and with its members in alphabetical order, it is the
 * `canonicalEntry` of lib/domain/statement.ts.
 */
export function entryView({ walletId, seq, txId, amount, balance, postedAt, hash }: Entry): PostedEntry {
  return {
    wallet_id: walletId,
    seq,
    ...(txId !== undefined && { TxID: txId }),
    amount: formatSigned(amount),
    balance: balance.toString(),
    posted_at: new Date(postedAt).toISOString(),
    hash,
  };
}
