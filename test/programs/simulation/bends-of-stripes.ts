import * as z from 'zod';
import { placeOfItem } from '../../../lib/domain/stripes.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import type { Execute } from '../../support/memory-dynamodb/client.ts';

const Read = z.object({ Item: z.custom<Item>().optional() });

/** An item of a shard's wallets; undefined if it is not there. */
export function itemIn(execute: Execute, table: string | undefined, id: string): Item | undefined {
  return Read.parse(execute('GetItem', { TableName: table, Key: { wallet_id: { S: id } } })).Item;
}

/** Whether an id is that of a stripe. */
export function isStripe(id: string | undefined): id is string {
  return id !== undefined && placeOfItem(id).stripe !== undefined;
}
