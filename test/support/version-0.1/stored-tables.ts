import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Status } from '../../../lib/domain/transfer.ts';
import { SortOrder } from '../../../lib/domain/tx-range.ts';
import { plain } from '../../../lib/store/documents.ts';
import type { FreshTables } from '../environment/tables.ts';

const FOLDER = 'test/support/version-0.1/tables';
const Stored = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);
const Line = z.object({ about: z.string().optional(), item: Stored });
const Item = z.record(z.string(), z.unknown());
const List = z.object({
  wallet: z.string(),
  filter: z.object({ order: SortOrder, statuses: z.array(Status).optional(), reference: z.string().optional() }),
  transfers: z.array(z.string()),
});

function linesOf<T>(file: string, schema: z.ZodType<T>): T[] {
  const lines = readFileSync(path.join(FOLDER, `${file}.jsonl`), 'utf8').trimEnd();
  return lines.split('\n').map((line) => schema.parse(JSON.parse(line)));
}

/** The tables of which version 0.1 left items. README.md says how they were made. */
export type StoredTable = 'journal' | 'directory' | 'shard-0' | 'shard-1';

/** The items of a table as version 0.1 stored them, with what each transfer is about. */
export function storedItems(table: StoredTable): { about: string | undefined; item: Record<string, unknown> }[] {
  return linesOf(table, Line).map(({ about, item }) => ({ about, item: Item.parse(plain(item)) }));
}

/** The lists of transfers that version 0.1 made of its items: the ids on one page. */
export function storedLists(): z.infer<typeof List>[] {
  return linesOf('lists', List);
}

/** Puts what version 0.1 stored into fresh tables. */
export async function restore(tables: FreshTables, which?: readonly StoredTable[]): Promise<void> {
  const names = {
    journal: tables.journal,
    directory: tables.wallets,
    'shard-0': tables.shardWallets[0],
    'shard-1': tables.shardWallets[1],
  };
  for (const table of which ?? (['journal', 'directory', 'shard-0', 'shard-1'] as const)) {
    for (const { item } of storedItems(table)) {
      await tables.documents.send(new PutCommand({ TableName: names[table], Item: item }));
    }
  }
}
