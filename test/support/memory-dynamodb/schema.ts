import type { CreateTableCommandInput, GlobalSecondaryIndex, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { Item } from './expressions.ts';

/** The names of a key's attributes, the partition key first. */
export function keyNames(schema: KeySchemaElement[] | undefined): string[] {
  return (schema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
}

/**
 * The item's entry in an index; undefined if the item lacks part of the index's key, so that it has
 * no entry.
 */
export function entryOf(item: Item | undefined, schema: CreateTableCommandInput, index: GlobalSecondaryIndex) {
  const complete = item && keyNames(index.KeySchema).every((key) => item[key] !== undefined);
  return complete ? project(item, schema, index) : undefined;
}

/** The attributes of an item that an index stores. */
export function project(item: Item, schema: CreateTableCommandInput, index: GlobalSecondaryIndex): Item {
  if (index.Projection?.ProjectionType === 'ALL') return item;
  const names = new Set([
    ...keyNames(schema.KeySchema),
    ...keyNames(index.KeySchema),
    ...(index.Projection?.NonKeyAttributes ?? []),
  ]);
  return only(item, [...names]);
}

/** The item with only these attributes. */
export function only(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
