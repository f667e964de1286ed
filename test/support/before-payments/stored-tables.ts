import { readFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { plain } from '../../../lib/store/documents.ts';
import type { FreshTables } from '../environment/tables.ts';

const FILE = 'test/support/before-payments/tables.jsonl';
const DAY_S = 86_400;
const Stored = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);
const Item = z.record(z.string(), z.unknown());
const Line = z.object({
  table: z.enum(['users', 'directory', 'idempotency', 'journal', 'entries-0', 'entries-1', 'shard-0', 'shard-1']),
  about: z.string().optional(),
  item: Stored,
});

/** The items that the version before payments stored, by their tables. README.md says how they were made. */
export function storedItems() {
  return readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)))
    .map(({ item, ...line }) => ({ ...line, item: Item.parse(plain(item)) }));
}

/**
 * Puts what the version before payments stored into the tables, as it is. Only the idempotency keys
 * live for another day, because their time would be over.
 * @param now milliseconds
 */
export async function restore(tables: FreshTables, now: number): Promise<void> {
  const names = {
    users: tables.users,
    directory: tables.wallets,
    idempotency: tables.idempotency,
    journal: tables.journal,
    'entries-0': tables.shardEntries[0],
    'entries-1': tables.shardEntries[1],
    'shard-0': tables.shardWallets[0],
    'shard-1': tables.shardWallets[1],
  };
  const life = { expires_at: Math.ceil(now / 1000) + DAY_S };
  for (const { table, item } of storedItems()) {
    const Item = { ...item, ...(table === 'idempotency' && life) };
    await tables.documents.send(new PutCommand({ TableName: names[table], Item }));
  }
}
