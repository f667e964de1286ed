import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FreshTables } from './environment/tables.ts';

/** Makes the wallet one of the version before statements. Its statement has no entry yet. */
export async function makeOlder(
  { documents, shardWallets }: FreshTables,
  shard: 0 | 1,
  walletId: string,
): Promise<void> {
  await documents.send(
    new UpdateCommand({
      TableName: shardWallets[shard],
      Key: { wallet_id: walletId },
      UpdateExpression: 'REMOVE posted, seq, posted_at, posting',
    }),
  );
}
