import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from './expressions.ts';
import { entryOf, keyNames } from './schema.ts';

// The capacity units of operations on demand, in the form of ReturnConsumedCapacity: INDEXES.

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
 * @param keys of the index
 */
function indexUnits(before: Item | undefined, after: Item | undefined, keys: readonly string[]): number {
  if (!before || !after) return before || after ? writeUnits(before, after) : 0;
  if (same(before, after)) return 0;
  if (keys.every((key) => same(before[key], after[key]))) return writeUnits(before, after);
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
export function writeCapacity(schema: CreateTableCommandInput, before: Item | undefined, after: Item | undefined) {
  const indexes = (schema.GlobalSecondaryIndexes ?? []).map((index): [string, number] => {
    const entries = [entryOf(before, schema, index), entryOf(after, schema, index)] as const;
    return [index.IndexName ?? '', indexUnits(...entries, keyNames(index.KeySchema))];
  });
  return { ConsumedCapacity: consumed(schema.TableName, writeUnits(before, after), indexes) };
}

/** The part of a read's input that decides its capacity. */
interface Read {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** The capacity of GetItem or of one page of a query, where items count together. */
export function readCapacity({ TableName, IndexName, ConsistentRead }: Read, items: readonly (Item | undefined)[]) {
  const units = readUnits(items, ConsistentRead);
  const used = IndexName === undefined ? consumed(TableName, units) : consumed(TableName, 0, [[IndexName, units]]);
  return { ConsumedCapacity: used };
}

/** The capacity of BatchGetItem, where each item counts alone. */
export function batchCapacity(
  tables: readonly { table: string; items: readonly (Item | undefined)[]; ConsistentRead: boolean | undefined }[],
) {
  return {
    ConsumedCapacity: tables.map(({ table, items, ConsistentRead }) =>
      consumed(
        table,
        items.reduce((sum, item) => sum + readUnits([item], ConsistentRead), 0),
      ),
    ),
  };
}

function consumed(table: string | undefined, units: number, indexes: readonly [string, number][] = []): object {
  const used = indexes.filter(([, CapacityUnits]) => CapacityUnits > 0);
  return {
    TableName: table,
    CapacityUnits: used.reduce((sum, [, CapacityUnits]) => sum + CapacityUnits, units),
    Table: { CapacityUnits: units },
    ...(used.length > 0 && {
      GlobalSecondaryIndexes: Object.fromEntries(used.map(([name, CapacityUnits]) => [name, { CapacityUnits }])),
    }),
  };
}

/**
 * The billed size of an item in bytes. Names and strings count as UTF-8, numbers as half their
 * digits and one. A map or list counts 3, and 1 for each of its entries. Source: Amazon DynamoDB
 * Developer Guide, "DynamoDB item sizes and formats".
 */
export function sizeOf(item: Item | undefined): number {
  if (!item) return 0;
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/^-|\.|0+$/g, '').length / 2) + 1;
  if (value.M !== undefined) return 3 + sizeOf(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, entry) => sum + sizeOfValue(entry) + 1, 0);
  return 1;
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** Equality of items, independent of the order of their attributes. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
