import dynalite, { type StoredTable, type Write } from 'dynalite/db/index.js';
import * as z from 'zod';

const Table = z.custom<StoredTable>((value) => z.object({ TableName: z.string() }).safeParse(value).success);
const Item = z.record(z.string(), z.unknown());

const BATCH = 1_000;

/**
 * Makes all index entries of a stored database anew from its items. dynalite writes an item and its entries one after the other:
 * a process that was killed in between leaves an item that no index finds, or an entry without its item. Killed in here, the next
 * call does it all again. Nobody else may have the database open. Takes about 2 s for 50,000 items.
 * @param path the folder of the database; it is made if it is missing
 * @throws Error with the code LEVEL_DATABASE_NOT_OPEN if another process has the database open
 */
export async function rebuildIndexes(path: string): Promise<void> {
  const { db } = dynalite.create({ path });
  await db.open();
  try {
    for await (const stored of db.values(under('table~'))) {
      const table = Table.parse(stored);
      const indexes = table.GlobalSecondaryIndexes ?? [];
      if (indexes.length === 0) continue;
      const prefixOf = (index: string) => `index-global~${table.TableName}~${index}~`;
      for (const { IndexName } of indexes) await db.clear(under(prefixOf(IndexName)));
      let writes: Write[] = [];
      for await (const item of db.values(under(`item-${table.TableName}~`))) {
        const { puts } = dynalite.getIndexActions(indexes, undefined, Item.parse(item), table);
        for (const { index, key, item: value } of puts) writes.push({ type: 'put', key: prefixOf(index) + key, value });
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

/** The keys with this prefix, as dynalite itself bounds them. */
function under(prefix: string) {
  return { gte: prefix, lt: `${prefix}\u00ff` };
}
