import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { pauseAfter } from '../../domain/full-jitter.ts';
import { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import { matches } from '../template/event-pattern.ts';
import type { StreamMapping } from '../template/stream-mapping.ts';
import type { RetryEnvironment } from './retry-environment.ts';
import { StreamConsumer } from './stream-consumer.ts';

const Item = z.record(z.string(), Json);
const OfTable = z.looseObject({ TableName: z.string() });
const Update = z.looseObject({
  ...OfTable.shape,
  Key: Item,
  // One response has the old item or the new one, and the stream needs the new one.
  ReturnValues: z.enum(['NONE', 'ALL_NEW']).default('NONE'),
});
const Updated = z.looseObject({ Attributes: Item });
const Found = z.looseObject({ Item: Item.optional() });

/**
 * The item that a write is about to change. It is stored before the write, until the function has
 * taken the change.
 */
const Intent = z.object({ table: z.string(), key: Item });
type Intent = z.infer<typeof Intent>;

/**
 * How long after the death of its writer a write may still happen. The database is a process of
 * this machine: a write that it has not begun by then never happens.
 */
const LATEST_WRITE_MS = 5_000;
const LOOK_AGAIN_MS = 250;
const BACKOFF = { firstMs: 200, longestMs: 5_000 };

/**
 * A stand-in for the streams of tables, which the embedded database does not have. It sees the
 * writes of state machines. Each write stores its intent in a file first. A change that matches the
 * mapping's filter goes to the function. The file is removed when the function has taken the
 * change. After a kill, the items that the files name are read in the table. So the function gets
 * every change at least once.
 */
export class TableStreams {
  readonly #dynamodb: Tasks['dynamodb'];
  readonly #intents: StoredValues;
  readonly #retries: RetryEnvironment;
  readonly #mappings: ReadonlyMap<string, { mapping: StreamMapping; consumer: StreamConsumer }>;

  constructor(
    mappings: readonly StreamMapping[],
    { intents, tasks, retries }: { intents: StoredValues; tasks: Tasks; retries: RetryEnvironment },
  ) {
    this.#dynamodb = tasks.dynamodb;
    this.#intents = intents;
    this.#retries = retries;
    this.#mappings = new Map(
      mappings.map((mapping) => {
        const consumer = new StreamConsumer(mapping, tasks.invoke, retries);
        return [mapping.table, { mapping, consumer }];
      }),
    );
  }

  /** The integration of DynamoDB for state machines. */
  readonly dynamodb: Tasks['dynamodb'] = async (action, parameters) => {
    const { TableName } = OfTable.parse(parameters);
    if (action === 'getItem' || !this.#mappings.has(TableName)) return this.#dynamodb(action, parameters);
    if (action !== 'updateItem') throw new Error(`${TableName} has a stream, and no ${action} goes into one here`);
    return this.#update(Update.parse(parameters));
  };

  /** Continues with the intents of a process that was killed. */
  async resume(): Promise<void> {
    for (const [name, intent] of await this.#intents.all()) void this.#lookAfter(name, Intent.parse(intent));
  }

  async #update({ ReturnValues, ...update }: z.infer<typeof Update>): Promise<Json> {
    const intent: Intent = { table: update.TableName, key: update.Key };
    const name = randomUUID();
    await this.#intents.put(name, intent);
    try {
      const response = await this.#dynamodb('updateItem', Json.parse({ ...update, ReturnValues: 'ALL_NEW' }));
      const { Attributes, ...rest } = Updated.parse(response);
      if (!this.#give(name, intent, Attributes)) await this.#intents.remove(name);
      return ReturnValues === 'ALL_NEW' ? response : Json.parse(rest);
    } catch (error) {
      const refused = error instanceof Error && error.name === 'DynamoDB.ConditionalCheckFailedException';
      if (refused) await this.#intents.remove(name);
      // The write may have happened. Then no later write makes the same change.
      else void this.#lookAfter(name, intent);
      throw error;
    }
  }

  /** Gives the item to the function if a pattern matches. @returns whether one does */
  #give(name: string, { table, key }: Intent, image: Json): boolean {
    const found = this.#mappings.get(table);
    const event: Json = { eventName: 'MODIFY', dynamodb: { Keys: key, NewImage: image } };
    if (!found?.mapping.patterns.some((pattern) => matches(pattern, event))) return false;
    found.consumer.add({ keys: key, image, taken: () => this.#intents.remove(name) });
    return true;
  }

  /** Reads the item until a pattern matches, or until the write can no longer happen. */
  async #lookAfter(name: string, intent: Intent): Promise<void> {
    const { table: TableName, key: Key } = intent;
    let failures = 0;
    let waited = 0;
    for (;;) {
      try {
        const { Item: image } = Found.parse(await this.#dynamodb('getItem', { TableName, Key, ConsistentRead: true }));
        if (image && this.#give(name, intent, image)) return;
        if (waited >= LATEST_WRITE_MS) return await this.#intents.remove(name);
        waited += LOOK_AGAIN_MS;
        await this.#retries.pause(LOOK_AGAIN_MS);
      } catch (error) {
        failures += 1;
        if (failures % 10 === 0) this.#retries.say(`${TableName} cannot be read: ${error}`);
        await this.#retries.pause(pauseAfter(failures, BACKOFF, this.#retries.random()));
      }
    }
  }
}
