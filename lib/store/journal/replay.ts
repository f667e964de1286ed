import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { Decision } from '../../domain/transfer.ts';
import { rangeOf } from '../../domain/tx-range.ts';
import type { JournalTable } from './items.ts';

/**
 * A transfer is initiated before it is decided, but by another clock. AWS's clocks differ by
 * milliseconds, so this is more than enough.
 */
const CLOCKS_DIFFER_MS = 60_000;

const Booked = z.object({ amount: z.bigint(), decision: z.optional(Decision), decided_at: z.optional(z.string()) });

/**
 * A wallet's balance at `at` (ms since 1970): incoming transfers committed by then, minus outgoing
 * ones. It reads every earlier transfer in pages of 1 MB: about 3,000 outgoing ones (strongly
 * consistent) or 7,000 incoming ones (eventually consistent).
 */
export async function balanceAt({ documents, table }: JournalTable, walletId: string, at: number): Promise<bigint> {
  const { first, last } = rangeOf({ to: at + CLOCKS_DIFFER_MS, order: 'asc' });
  // The first possible id is of 1970, and DynamoDB refuses a range that ends before it begins.
  if (first > last) return 0n;
  const sumOf = async (query: Partial<QueryCommandInput>) => {
    let sum = 0n;
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          ExpressionAttributeValues: { ':wallet': walletId, ':first': first, ':last': last },
          ExclusiveStartKey: from,
          ...query,
        }),
      );
      for (const item of Items) sum += amountBooked(Booked.parse(item), at);
      from = LastEvaluatedKey;
    } while (from);
    return sum;
  };
  const [paid, received] = await Promise.all([
    sumOf({
      KeyConditionExpression: 'from_id = :wallet AND tx_id BETWEEN :first AND :last',
      ProjectionExpression: 'amount, decision, decided_at',
      ConsistentRead: true,
    }),
    sumOf({
      IndexName: 'incoming',
      KeyConditionExpression: 'incoming_id = :wallet AND tx_id BETWEEN :first AND :last',
      ProjectionExpression: 'amount, decided_at',
    }),
  ]);
  return received - paid;
}

/**
 * The amount if the transfer was committed by `at`, or else 0. The index holds only committed ones,
 * without `decision`.
 */
function amountBooked({ amount, decision = 'COMMIT', decided_at }: z.infer<typeof Booked>, at: number): bigint {
  return decision === 'COMMIT' && decided_at !== undefined && Date.parse(decided_at) <= at ? amount : 0n;
}
