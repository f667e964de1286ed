import * as z from 'zod';
import { placeOfItem } from '../../../lib/domain/stripes.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import type { Execute, Input } from '../../support/memory-dynamodb/client.ts';

const Read = z.object({ Item: z.custom<Item>().optional() });
const Batch = z.record(z.string(), z.array(z.custom<Item>()));

/** An item of a shard's wallets; undefined if it is not there. */
export function itemIn(execute: Execute, table: string | undefined, id: string): Item | undefined {
  return Read.parse(execute('GetItem', { TableName: table, Key: { wallet_id: { S: id } } })).Item;
}

/** The stripes that an operation writes. */
export function stripesWritten(operation: string, input: Input): { readonly table: string; readonly id: string }[] {
  if (operation === 'BatchGetItem' || operation === 'GetItem') return [];
  const writes = input.TransactItems?.flatMap((write) => Object.values(write)) ?? [input];
  return writes.flatMap(({ TableName: table, Key, Item: put }) => {
    const id = (Key ?? put)?.wallet_id?.S;
    return table !== undefined && isStripe(id) ? [{ table, id }] : [];
  });
}

/** What a read of stripes answers, with each of them changed. */
export function stripesRead(
  operation: string,
  output: ReturnType<Execute>,
  change: (table: string, stripe: Item) => Item,
): ReturnType<Execute> {
  if (operation !== 'BatchGetItem') return output;
  const changed = Object.entries(Batch.parse(output.Responses)).map(([table, items]) => [
    table,
    items.map((item) => (isStripe(item.wallet_id?.S) ? change(table, item) : item)),
  ]);
  return { ...output, Responses: Object.fromEntries(changed) };
}

/** Whether an id is that of a stripe. */
export function isStripe(id: string | undefined): id is string {
  return id !== undefined && placeOfItem(id).stripe !== undefined;
}
