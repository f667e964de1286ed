import { hasKey, type IndexSchema, projected, type TableSchema } from './schema.ts';
import { sizeOf } from './values/item-size.ts';
import { equalItems, equalValues, type Item } from './values/values.ts';

// The capacity units of operations on demand, as ReturnConsumedCapacity asks for them.

/** The part of an input that asks for its capacity. */
interface Counted {
  readonly ReturnConsumedCapacity?: string | undefined;
}

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/**
 * The write capacity units of a write: one for each started KB of the larger of the item before and
 * after. An index entry costs the same when it is created, deleted, or changes in its projected
 * attributes. A change of its key costs both entries. An unchanged entry costs nothing. Source:
 * Amazon DynamoDB Developer Guide, "DynamoDB read and write operations" and "Using global secondary
 * indexes: storage and throughput considerations".
 */
function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, Math.ceil(Math.max(sizeOf(before), sizeOf(after)) / WRITE_UNIT));
}

/**
 * @param before the entry as projected into the index; undefined if there is none, like `after`
 */
function indexUnits(before: Item | undefined, after: Item | undefined, { key }: IndexSchema): number {
  if (!before || !after) return before || after ? writeUnits(before, after) : 0;
  if (equalItems(before, after)) return 0;
  const sameKey = key.every((one) => !one || equalValues(before[one.name], after[one.name]));
  if (sameKey) return writeUnits(before, after);
  return writeUnits(before, undefined) + writeUnits(undefined, after);
}

/**
 * The read capacity units of items read together: one for each started 4 KB, half if eventually
 * consistent, at least for one.
 */
function readUnits(items: readonly (Item | undefined)[], consistent = false): number {
  const size = items.reduce((sum, item) => sum + sizeOf(item), 0);
  return Math.max(1, Math.ceil(size / READ_UNIT)) * (consistent ? 1 : 0.5);
}

/** The capacity of one write. A created item has no `before`, a deleted one no `after`. */
export function writeCapacity(
  { name, indexes }: TableSchema,
  input: Counted,
  before: Item | undefined,
  after: Item | undefined,
) {
  if (!isCounted(input)) return {};
  const used = indexes.map((index): [string, number] => [
    index.name,
    indexUnits(entryOf(before, index), entryOf(after, index), index),
  ]);
  return { ConsumedCapacity: consumed(input, name, writeUnits(before, after), used) };
}

/** The capacity of the writes of one transaction: twice that of the same writes alone. */
export function transactionCapacity(
  input: Counted,
  writes: readonly { schema: TableSchema; before: Item | undefined; after: Item | undefined }[],
) {
  if (!isCounted(input)) return {};
  return {
    ConsumedCapacity: writes.map(({ schema: { name, indexes }, before, after }) =>
      consumed(
        input,
        name,
        2 * writeUnits(before, after),
        indexes.map((index): [string, number] => [
          index.name,
          2 * indexUnits(entryOf(before, index), entryOf(after, index), index),
        ]),
      ),
    ),
  };
}

/** The item as the index stores it; undefined if it has no entry there. */
function entryOf(item: Item | undefined, index: IndexSchema): Item | undefined {
  return item && hasKey(item, index.key) ? projected(item, index) : undefined;
}

/** The part of a read's input that decides its capacity. */
interface Read extends Counted {
  readonly TableName: string;
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** The capacity of GetItem or of one page of a query, where items count together. */
export function readCapacity(input: Read, items: readonly (Item | undefined)[]) {
  if (!isCounted(input)) return {};
  const { TableName, IndexName, ConsistentRead } = input;
  const units = readUnits(items, ConsistentRead);
  const used =
    IndexName === undefined ? consumed(input, TableName, units) : consumed(input, TableName, 0, [[IndexName, units]]);
  return { ConsumedCapacity: used };
}

/** The capacity of BatchGetItem, where each item counts alone. */
export function batchCapacity(
  input: Counted,
  tables: readonly { table: string; items: readonly (Item | undefined)[]; ConsistentRead: boolean | undefined }[],
) {
  if (!isCounted(input)) return {};
  return {
    ConsumedCapacity: tables.map(({ table, items, ConsistentRead }) =>
      consumed(
        input,
        table,
        items.reduce((sum, item) => sum + readUnits([item], ConsistentRead), 0),
      ),
    ),
  };
}

function isCounted({ ReturnConsumedCapacity: wanted }: Counted): boolean {
  return wanted === 'TOTAL' || wanted === 'INDEXES';
}

function consumed(
  { ReturnConsumedCapacity: wanted }: Counted,
  table: string,
  units: number,
  indexes: readonly [string, number][] = [],
): object {
  const used = indexes.filter(([, CapacityUnits]) => CapacityUnits > 0);
  const total = {
    TableName: table,
    CapacityUnits: used.reduce((sum, [, CapacityUnits]) => sum + CapacityUnits, units),
  };
  if (wanted === 'TOTAL') return total;
  return {
    ...total,
    Table: { CapacityUnits: units },
    ...(used.length > 0 && {
      GlobalSecondaryIndexes: Object.fromEntries(used.map(([name, CapacityUnits]) => [name, { CapacityUnits }])),
    }),
  };
}
