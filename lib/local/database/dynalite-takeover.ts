import * as z from 'zod';
import { TableDefinition } from '../template/template.ts';
import { type Change, type Level, writeTogether } from './level.ts';
import { keyText, schemaOf } from './schema.ts';
import { itemKey, keysOf, storeKey } from './store-keys.ts';
import { readItem } from './values/values.ts';

// Up to version 0.1 the embedded database was dynalite. It stores a table as `table~<name>`, an item
// as `item-<table>~<key>`, and entries of indexes, which are not needed, as `index-…`.

const FORMAT = 'format';
/** Written when a folder has its present form. */
const PRESENT = '1';
const OLD_KEYS = ['index-', 'item-', 'table~', 'tag-'];
const BATCH = 1_000;

/** What dynalite stores of a table. It adds more to each member. */
const OldTable = z.object({
  TableName: z.string(),
  AttributeDefinitions: z.unknown(),
  KeySchema: z.unknown(),
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.unknown(), KeySchema: z.unknown(), Projection: z.unknown() }))
    .optional(),
});

/**
 * Takes over what dynalite has stored in the folder. The old data is deleted only when all of it is
 * on the disk in its new form. So a takeover that is interrupted is done again at the next open.
 * @param batch how many items are written together
 */
export async function takeOverDynalite(level: Level, batch = BATCH): Promise<void> {
  if ((await level.get(FORMAT)) !== PRESENT) {
    // What an interrupted takeover has left.
    for (const kind of ['item', 'table', 'value'] as const) await level.clear(keysOf(kind));
    for await (const stored of level.values(startingWith('table~')))
      await takeOverTable(level, JSON.parse(stored), batch);
    await writeTogether(level, [{ type: 'put', key: FORMAT, value: PRESENT }], true);
  }
  for (const prefix of OLD_KEYS) await level.clear(startingWith(prefix));
}

async function takeOverTable(level: Level, stored: unknown, batch: number): Promise<void> {
  const definition = TableDefinition.parse({ ...OldTable.parse(stored), BillingMode: 'PAY_PER_REQUEST' });
  const { TableName } = definition;
  const { key } = schemaOf(definition);
  let changes: Change[] = [{ type: 'put', key: storeKey('table', TableName), value: JSON.stringify(definition) }];
  for await (const value of level.values(startingWith(`item-${TableName}~`))) {
    const item = readItem(JSON.parse(value), TableName);
    changes.push({ type: 'put', key: itemKey(TableName, keyText(item, key)), value });
    if (changes.length < batch) continue;
    await writeTogether(level, changes, false);
    changes = [];
  }
  await writeTogether(level, changes, false);
}

/** The keys with this prefix, none of whose next characters is above the ASCII ones. */
function startingWith(prefix: string) {
  return { gte: prefix, lt: `${prefix}\u00ff` };
}
