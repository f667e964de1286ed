import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Growth } from '../domain/growth.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { NamedShard } from '../domain/wallet-move.ts';
import { GROWTH_KEY } from './growth-key.ts';
import { SafeNumber } from './items.ts';

const Named = z.object({ shard: SafeNumber, op: z._default(SafeNumber, 0) });
const Counts = z.object({ from: SafeNumber, to: SafeNumber, state: z.string() });

/**
 * Reads the shard of a wallet in the directory, and no more of it: the tasks of transfers look there
 * only for a wallet that is not where its id says. Strongly consistent. A wallet that the directory does
 * not have may be created by the number of shards of the last growth, and by the number before while the
 * growth is not finished.
 * @returns undefined if the directory has no such wallet, and the number of shards never changed
 */
export function shardInDirectory(
  documents: DynamoDBDocumentClient,
  table: string,
): (walletId: string) => Promise<NamedShard | undefined> {
  const read = async (Key: { wallet_id: string }, names: readonly string[]) => {
    const { Item: item } = await documents.send(
      new GetCommand({
        TableName: table,
        Key,
        ConsistentRead: true,
        ProjectionExpression: names.map((name) => `#${name}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      }),
    );
    return item;
  };
  return async (walletId) => {
    const item = await read({ wallet_id: walletId }, ['shard', 'op']);
    if (item) return Named.parse(item);
    const growth = await read(GROWTH_KEY, ['from', 'to', 'state']);
    if (!growth) return undefined;
    const { from, to, state } = Counts.parse(growth);
    const counts = state === ('finished' satisfies Growth['state']) ? [to] : [to, from];
    return { shard: shardOf(walletId, to), op: 0, unclaimed: counts.map((count) => shardOf(walletId, count)) };
  };
}
