import * as z from 'zod';
import { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import type { ChangeLog } from '../database/change-log.ts';
import { changedItem, type Place } from '../database/stream-record.ts';
import type { AttributeValue } from '../database/values/values.ts';

// Up to version 0.1 the local database had no streams. A write of a state machine stored the key of
// the item that it was about to change, until the function had taken the change.

const Item = z.record(z.string(), z.custom<AttributeValue>());
const Intent = z.object({ table: z.string(), key: Item });
const Found = z.object({ Item: Item.optional() });

/**
 * Adds what these values name to the logs of their tables, with the items as they are now, and
 * removes them. A log drops an item that its filter does not match: its write has not happened, or
 * nobody waits for it. An interrupted takeover is done again.
 */
export async function takeOverIntents(
  intents: StoredValues,
  logs: readonly ChangeLog[],
  { read, nextPlace }: { read: Tasks['dynamodb']; nextPlace: () => Place },
): Promise<void> {
  for (const [name, value] of await intents.all()) {
    const { table, key } = Intent.parse(value);
    const of = logs.filter(({ mapping }) => mapping.table === table);
    const request = Json.parse({ TableName: table, Key: key, ConsistentRead: true });
    const { Item: image } = of.length > 0 ? Found.parse(await read('getItem', request)) : {};
    if (image) for (const log of of) log.append(changedItem(key, image, nextPlace()));
    await intents.remove(name);
  }
}
