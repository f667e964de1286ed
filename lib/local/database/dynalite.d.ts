// dynalite has no types. These describe the few parts that are used here.

declare module 'dynalite' {
  import type { Server } from 'node:http';
  import type { StoreOptions } from 'dynalite/db/index.js';

  /** A DynamoDB over HTTP. Without `path` it stores in memory. */
  export default function dynalite(options: StoreOptions): Server;
}

declare module 'dynalite/db/index.js' {
  export interface StoreOptions {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }
  export type Item = Record<string, unknown>;
  export interface Index {
    readonly IndexName: string;
  }
  /** The input of CreateTable with the additions of DescribeTable. */
  export interface StoredTable {
    readonly TableName: string;
    readonly AttributeDefinitions?: readonly object[];
    readonly GlobalSecondaryIndexes?: readonly Index[];
  }
  export interface Range {
    readonly gte: string;
    readonly lt: string;
  }
  export type Write =
    | { readonly type: 'del'; readonly key: string }
    | { readonly type: 'put'; readonly key: string; readonly value: unknown };
  export interface Level {
    open(): Promise<void>;
    close(): Promise<void>;
    keys(range: Range): AsyncIterable<string>;
    values(range: Range): AsyncIterable<unknown>;
    clear(range: Range): Promise<void>;
    batch(writes: readonly Write[]): Promise<void>;
  }
  const db: {
    create(options: StoreOptions): { readonly db: Level };
    /** The entries of an item in the indexes. */
    getIndexActions(
      indexes: readonly Index[],
      existingItem: undefined,
      item: Item,
      table: StoredTable,
    ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Item }[] };
  };
  export default db;
}
