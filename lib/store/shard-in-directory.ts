import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { SafeNumber } from './items.ts';

const Named = z.object({ shard: SafeNumber, op: z._default(SafeNumber, 0) });

/**
 * Reads the shard of a wallet in the directory, and no more of it: the tasks of transfers look there
 * only for a wallet that is not where its id says. Strongly consistent.
 * @returns the shard and the number of the last move that has ended, 0 if there was none; undefined if
 *   the directory has no such wallet
 */
export function shardInDirectory(
  documents: DynamoDBDocumentClient,
  table: string,
): (walletId: string) => Promise<{ readonly shard: number; readonly op: number } | undefined> {
  return async (walletId) => {
    const { Item: item } = await documents.send(
      new GetCommand({
        TableName: table,
        Key: { wallet_id: walletId },
        ConsistentRead: true,
        ProjectionExpression: '#shard, op',
        ExpressionAttributeNames: { '#shard': 'shard' },
      }),
    );
    return item && Named.parse(item);
  };
}
