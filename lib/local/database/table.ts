import { createRequire } from 'node:module';
import type { TableDefinition } from '../template/template.ts';
import { hasKey, type IndexSchema, keyText, schemaOf, type TableSchema } from './schema.ts';
import { equalValues, type Item } from './values/values.ts';

// The package is CommonJS with a default export, which Node and jest import differently.
const { default: BTree }: typeof import('sorted-btree') = createRequire(import.meta.url)('sorted-btree');

/** An item where it is stored. Every index refers to the same row. */
export interface Row {
  item: Item;
}

type Rows = InstanceType<typeof BTree<string, Row>>;

/** A part of a table or an index: from `from`, up to and without `to`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** The items of a table in the order of their keys, and its indexes, which are never stale. */
export class Table {
  readonly definition: TableDefinition;
  readonly schema: TableSchema;
  readonly createdAt = Date.now();
  readonly #rows: Rows = sorted();
  readonly #indexes: ReadonlyMap<string, { schema: IndexSchema; rows: Rows }>;

  /** @throws ServiceError ValidationException if the definition is inconsistent */
  constructor(definition: TableDefinition) {
    this.definition = definition;
    this.schema = schemaOf(definition);
    this.#indexes = new Map(this.schema.indexes.map((schema) => [schema.name, { schema, rows: sorted() }]));
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Item | undefined {
    return this.#rows.get(key)?.item;
  }

  /** @param key the text of the item's key */
  put(key: string, item: Item): void {
    const row = this.#rows.get(key);
    const before = row?.item;
    const now = row ?? { item };
    now.item = item;
    if (!row) this.#rows.set(key, now);
    for (const index of this.#indexes.values()) {
      if (before && sameKey(before, item, index.schema)) continue;
      if (before) this.#forget(index, key, before);
      if (hasKey(item, index.schema.key)) index.rows.set(keyText(item, index.schema.key) + key, now);
    }
  }

  delete(key: string): void {
    const before = this.get(key);
    if (!before) return;
    this.#rows.delete(key);
    for (const index of this.#indexes.values()) this.#forget(index, key, before);
  }

  /** The items of the table or of an index in this range. @param index undefined for the table */
  *range(index: string | undefined, { from, to }: KeyRange, descending = false): Generator<Item> {
    const rows = index === undefined ? this.#rows : this.#indexes.get(index)?.rows;
    if (!rows) return;
    // The iterators reuse their pair.
    if (descending) {
      for (const [key, row] of rows.entriesReversed(to, ['', NO_ROW], true)) {
        if (key < from) return;
        yield row.item;
      }
    } else {
      for (const [key, row] of rows.entries(from, ['', NO_ROW])) {
        if (key >= to) return;
        yield row.item;
      }
    }
  }

  #forget({ schema, rows }: { schema: IndexSchema; rows: Rows }, key: string, item: Item): void {
    if (hasKey(item, schema.key)) rows.delete(keyText(item, schema.key) + key);
  }
}

const NO_ROW: Row = { item: {} };

function sorted(): Rows {
  return new BTree<string, Row>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function sameKey(before: Item, after: Item, { key: [partition, sort] }: IndexSchema): boolean {
  return (
    equalValues(before[partition.name], after[partition.name]) &&
    (!sort || equalValues(before[sort.name], after[sort.name]))
  );
}
