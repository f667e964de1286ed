import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { entryAfter, FIRST, type StatementEntry } from '../../lib/domain/statement.ts';
import { Statements } from '../../lib/store/statements.ts';
import { sideBySide } from './environment/side-by-side.ts';
import type { FreshTables } from './environment/tables.ts';

/**
 * Gives a new wallet a statement of `size` credits of 5, one a second, which ended an hour ago. Its
 * claim in the directory is older.
 */
export async function seedStatement(
  { documents, wallets, shardWallets, shardEntries }: FreshTables,
  shard: 0 | 1,
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
  const statements = new Statements(documents, shardEntries[shard]);
  await sideBySide(32, entries, (entry) => statements.add(entry));
  const last = entries.at(-1);
  const set = (TableName: string, UpdateExpression: string, ExpressionAttributeValues: Record<string, unknown>) =>
    documents.send(
      new UpdateCommand({ TableName, Key: { wallet_id: walletId }, UpdateExpression, ExpressionAttributeValues }),
    );
  await set(shardWallets[shard], 'SET spendable = :all, posted = :all, seq = :seq, posted_at = :at', {
    ':all': last?.balance ?? 0n,
    ':seq': last?.seq ?? 0,
    ':at': last?.postedAt ?? 0,
  });
  await set(wallets, 'SET created_at = :begun', { ':begun': new Date(begun).toISOString() });
  return entries;
}
