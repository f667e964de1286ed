import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { entryAfter, FIRST, type StatementEntry } from '../../lib/domain/statement.ts';
import { Statements } from '../../lib/store/statements.ts';
import { sideBySide } from './environment/side-by-side.ts';
import type { FreshTables } from './environment/tables.ts';

/** The directory of the wallets, and the tables of the shard that has the wallet. */
export interface WalletTables {
  readonly directory: { readonly documents: DynamoDBDocumentClient; readonly wallets: string };
  readonly shard: { readonly documents: DynamoDBDocumentClient; readonly wallets: string; readonly entries: string };
}

/** `writeStatement` in the tables of a test. */
export function seedStatement(
  { documents, wallets, shardWallets, shardEntries }: FreshTables,
  number: 0 | 1,
  walletId: string,
  size: number,
): Promise<readonly StatementEntry[]> {
  const shard = { documents, wallets: shardWallets[number], entries: shardEntries[number] };
  return writeStatement({ directory: { documents, wallets }, shard }, walletId, size);
}

/**
 * Gives a new wallet a statement of `size` credits of 5, one a second, which ended an hour ago. Its
 * claim in the directory is older.
 */
export async function writeStatement(
  { directory, shard }: WalletTables,
  walletId: string,
  size: number,
): Promise<readonly StatementEntry[]> {
  const begun = Date.now() - 3_600_000 - size * 1_000;
  const entries: StatementEntry[] = [];
  for (let seq = 1; seq <= size; seq++) {
    const at = begun + seq * 1_000;
    const posting = { walletId, seq, txId: ulid(at), amount: 5n, posted: 5n * BigInt(seq), at };
    entries.push(entryAfter(entries.at(-1) ?? FIRST, posting));
  }
  const statements = new Statements(shard.documents, shard.entries);
  await sideBySide(32, entries, (entry) => statements.add(entry));
  const last = entries.at(-1);
  const Key = { wallet_id: walletId };
  await shard.documents.send(
    new UpdateCommand({
      TableName: shard.wallets,
      Key,
      UpdateExpression: 'SET spendable = :all, posted = :all, seq = :seq, posted_at = :at',
      ExpressionAttributeValues: { ':all': last?.balance ?? 0n, ':seq': last?.seq ?? 0, ':at': last?.postedAt ?? 0 },
    }),
  );
  await directory.documents.send(
    new UpdateCommand({
      TableName: directory.wallets,
      Key,
      UpdateExpression: 'SET created_at = :begun',
      ExpressionAttributeValues: { ':begun': new Date(begun).toISOString() },
    }),
  );
  return entries;
}
