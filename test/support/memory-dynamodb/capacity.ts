import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from './expressions.ts';
import { entryOf, keyNames } from './schema.ts';

// What operations on demand use, answered as ReturnConsumedCapacity: INDEXES asks for it.

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/**
 * The units of a write on demand: one for each started KB of the larger of the item before and after; of an index entry likewise when
 * it appears, goes, or changes in what is projected, and both when its key changes; nothing when it stays as it is.
 * Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations" and "Using global secondary indexes: storage and
 * throughput considerations".
 */
function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, Math.ceil(Math.max(sizeOf(before), sizeOf(after)) / WRITE_UNIT));
}

/** @param before and after as the index has them: projected; undefined where it has no entry. @param keys of the index */
function indexUnits(before: Item | undefined, after: Item | undefined, keys: readonly string[]): number {
  if (!before || !after) return before || after ? writeUnits(before, after) : 0;
  if (same(before, after)) return 0;
  if (keys.every((key) => same(before[key], after[key]))) return writeUnits(before, after);
  return writeUnits(before, undefined) + writeUnits(undefined, after);
}

/** The units of reading these items together: one for each started 4 KB, half if a moment behind is good enough; never none. */
function readUnits(items: readonly (Item | undefined)[], consistent = false): number {
  const size = items.reduce((sum, item) => sum + sizeOf(item), 0);
  return Math.max(1, Math.ceil(size / READ_UNIT)) * (consistent ? 1 : 0.5);
}

/** Of one write: the item before (none: it is created) and after (none: it is deleted). */
export function writeCapacity(schema: CreateTableCommandInput, before: Item | undefined, after: Item | undefined) {
  const indexes = (schema.GlobalSecondaryIndexes ?? []).map((index): [string, number] => {
    const entries = [entryOf(before, schema, index), entryOf(after, schema, index)] as const;
    return [index.IndexName ?? '', indexUnits(...entries, keyNames(index.KeySchema))];
  });
  return { ConsumedCapacity: consumed(schema.TableName, writeUnits(before, after), indexes) };
}

/** What a read says of itself. */
interface Read {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** Of GetItem or one page of a query: the items together. */
export function readCapacity({ TableName, IndexName, ConsistentRead }: Read, items: readonly (Item | undefined)[]) {
  const units = readUnits(items, ConsistentRead);
  const used = IndexName === undefined ? consumed(TableName, units) : consumed(TableName, 0, [[IndexName, units]]);
  return { ConsumedCapacity: used };
}

/** Of BatchGetItem: each item for itself, unlike those of a query. */
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
 * The size of an item in bytes as it is billed: names and strings as UTF-8, numbers as half their digits and one, 3 for each map or
 * list and 1 for each of its entries. Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats".
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

/** Whatever order an item's attributes are in. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
