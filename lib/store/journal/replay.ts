import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { Decision } from '../../domain/transfer.ts';
import { rangeOf } from '../../domain/tx-range.ts';
import type { JournalTable } from './items.ts';

/**
 * A transfer is initiated before it is decided, but not by the same clock. Clocks of AWS are within milliseconds of each other, so this
 * is more than enough.
 */
const CLOCKS_DIFFER_MS = 60_000;

const Booked = z.object({ amount: z.bigint(), decision: z.optional(Decision), decided_at: z.optional(z.string()) });

/**
 * A wallet's balance as it was at `at` (ms since 1970): what was decided by then to come in, less what was decided to go out. It reads
 * every transfer before that, a page of 1 MB at a time: some 3,000 that the wallet pays (strongly consistent) or 7,000 that it is paid (a
 * moment behind).
 */
export async function balanceAt({ documents, table }: JournalTable, walletId: string, at: number): Promise<bigint> {
  const { first, last } = rangeOf({ to: at + CLOCKS_DIFFER_MS, order: 'asc' });
  // There is nothing before the first id, which is of 1970, and DynamoDB refuses a range that ends before it begins.
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

/** The amount if it was decided by then that it moves. The index has nothing but what is decided so, and does not say it. */
function amountBooked({ amount, decision = 'COMMIT', decided_at }: z.infer<typeof Booked>, at: number): bigint {
  return decision === 'COMMIT' && decided_at !== undefined && Date.parse(decided_at) <= at ? amount : 0n;
}
