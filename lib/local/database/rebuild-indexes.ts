import dynalite, { type StoredTable, type Write } from 'dynalite/db/index.js';
import * as z from 'zod';
import type { TableDefinition } from '../template/template.ts';

const Table = z.custom<StoredTable>((value) => z.object({ TableName: z.string() }).safeParse(value).success);
const Item = z.record(z.string(), z.unknown());

const BATCH = 1_000;

/**
 * Rebuilds all index entries of a stored database from its items. dynalite writes an item and its
 * entries one after the other. A process that is killed in between leaves an item without an entry,
 * or an entry without an item. Tables of an older version get their present indexes. If this is
 * interrupted, the next call repeats it. It takes about 2 s for 50,000 items.
 *
 * It reaches into dynalite's internals: that is the price of surviving `kill -9` on dynalite.
 * @param path the folder of the database, created if it is missing
 * @param definitions of the tables. A table that is not stored is not created. One without a
 * definition keeps its indexes.
 * @throws Error with the code LEVEL_DATABASE_NOT_OPEN if another process has the database open
 */
export async function rebuildIndexes(path: string, definitions: readonly TableDefinition[]): Promise<void> {
  const { db } = dynalite.create({ path });
  await db.open();
  try {
    for await (const stored of db.values(under('table~'))) {
      const old = Table.parse(stored);
      const table = withIndexesOf(
        old,
        definitions.find(({ TableName }) => TableName === old.TableName),
      );
      await db.batch([{ type: 'put', key: `table~${table.TableName}`, value: table }]);
      const entries = `index-global~${table.TableName}~`;
      await db.clear(under(entries));
      const indexes = table.GlobalSecondaryIndexes ?? [];
      if (indexes.length === 0) continue;
      let writes: Write[] = [];
      for await (const item of db.values(under(`item-${table.TableName}~`))) {
        const { puts } = dynalite.getIndexActions(indexes, undefined, Item.parse(item), table);
        for (const { index, key, item: value } of puts)
          writes.push({ type: 'put', key: `${entries}${index}~${key}`, value });
        if (writes.length < BATCH) continue;
        await db.batch(writes);
        writes = [];
      }
      await db.batch(writes);
    }
  } finally {
    await db.close();
  }
}

/** The stored table with the indexes of the definition. */
function withIndexesOf(table: StoredTable, definition: TableDefinition | undefined): StoredTable {
  if (!definition) return table;
  const { AttributeDefinitions, GlobalSecondaryIndexes } = definition;
  const { GlobalSecondaryIndexes: _, ...rest } = table;
  const indexes = GlobalSecondaryIndexes?.map((index) => ({
    ...index,
    IndexStatus: 'ACTIVE',
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
  }));
  return { ...rest, AttributeDefinitions, ...(indexes && { GlobalSecondaryIndexes: indexes }) };
}

/** The keys with this prefix, as dynalite itself bounds them. */
function under(prefix: string) {
  return { gte: prefix, lt: `${prefix}\u00ff` };
}
