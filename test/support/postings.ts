import { marshall } from '@aws-sdk/util-dynamodb';
import type { StreamBatch } from '../../lib/store/stream-batch.ts';

/** A commit of a wallet: what it adds, and when, in ms since 1970. Without `tx` it opens a statement. */
export interface Posted {
  readonly tx?: string;
  readonly amount: bigint;
  readonly at: number;
}

/**
 * The records that the stream of the wallets' table has of a wallet's postings, from the first on.
 * @param walletId or the id of a stripe
 * @param attributes that its item has, too
 */
export function recordsOf(
  walletId: string,
  postings: readonly Posted[],
  attributes: Readonly<Record<string, unknown>> = {},
): StreamBatch['Records'] {
  let posted = 0n;
  return postings.map(({ tx, amount, at }, n) => {
    posted += amount;
    const item = {
      wallet_id: walletId,
      spendable: posted,
      credit_limit: 0,
      holds: {},
      settled: {},
      fence: 0,
      posted,
      seq: n + 1,
      posted_at: at,
      ...attributes,
      posting: { ...(tx === undefined ? { opening: true } : { tx }), amount, at },
    };
    return { dynamodb: { SequenceNumber: `${walletId}-${n + 1}`, NewImage: marshall(item) } };
  });
}
