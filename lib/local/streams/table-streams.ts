import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { pauseAfter } from '../../domain/full-jitter.ts';
import { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { StoredFiles } from '../aws/stored-files.ts';
import { matches } from '../template/event-pattern.ts';
import type { StreamMapping } from '../template/stream-mapping.ts';
import type { RetryEnvironment } from './retry-environment.ts';
import { StreamConsumer } from './stream-consumer.ts';

const Item = z.record(z.string(), Json);
const OfTable = z.looseObject({ TableName: z.string() });
const Update = z.looseObject({
  ...OfTable.shape,
  Key: Item,
  // What was there before cannot be asked for beside what is there now.
  ReturnValues: z.enum(['NONE', 'ALL_NEW']).default('NONE'),
});
const Updated = z.looseObject({ Attributes: Item });
const Found = z.looseObject({ Item: Item.optional() });

/** Which item was about to be written. It stands from before the write until nothing can be lost of it any more. */
const Intent = z.object({ table: z.string(), key: Item });
type Intent = z.infer<typeof Intent>;

/**
 * How long after its writer has gone a write may still be done. The database is a process of this machine: what it has not begun by
 * then it will not.
 */
const LATEST_WRITE_MS = 5_000;
const LOOK_AGAIN_MS = 250;
const BACKOFF = { firstMs: 200, longestMs: 5_000 };

/**
 * A stand-in for the streams of tables that the embedded database does not have, over the writes of state machines. Each leaves what it
 * is about to do in a file, then is done; what the mapping's filter lets through goes to the function, and the file goes when that has
 * taken it. So every change is given at least once, whenever this process is killed: what the files name is read in the table.
 */
export class TableStreams {
  readonly #dynamodb: Tasks['dynamodb'];
  readonly #intents: StoredFiles;
  readonly #retries: RetryEnvironment;
  readonly #mappings: ReadonlyMap<string, { mapping: StreamMapping; consumer: StreamConsumer }>;

  constructor(
    mappings: readonly StreamMapping[],
    { intents, tasks, retries }: { intents: StoredFiles; tasks: Tasks; retries: RetryEnvironment },
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

  /** The integration of DynamoDB, as state machines are to use it. */
  readonly dynamodb: Tasks['dynamodb'] = async (action, parameters) => {
    const { TableName } = OfTable.parse(parameters);
    if (action === 'getItem' || !this.#mappings.has(TableName)) return this.#dynamodb(action, parameters);
    if (action !== 'updateItem') throw new Error(`${TableName} has a stream, and no ${action} goes into one here`);
    return this.#update(Update.parse(parameters));
  };

  /** Goes on with what a process that was killed has left. */
  async resume(): Promise<void> {
    for (const [name, intent] of await this.#intents.all()) void this.#lookAfter(name, Intent.parse(intent));
  }

  async #update({ ReturnValues, ...update }: z.infer<typeof Update>): Promise<Json> {
    const intent: Intent = { table: update.TableName, key: update.Key };
    const name = randomUUID();
    await this.#intents.put(name, intent);
    try {
      const answer = await this.#dynamodb('updateItem', Json.parse({ ...update, ReturnValues: 'ALL_NEW' }));
      const { Attributes, ...rest } = Updated.parse(answer);
      if (!this.#give(name, intent, Attributes)) await this.#intents.remove(name);
      return ReturnValues === 'ALL_NEW' ? answer : Json.parse(rest);
    } catch (error) {
      const refused = error instanceof Error && error.name === 'DynamoDB.ConditionalCheckFailedException';
      if (refused) await this.#intents.remove(name);
      // It may have been written: then no later write would tell, as this one has already done it.
      else void this.#lookAfter(name, intent);
      throw error;
    }
  }

  /** Gives the item to the function if it is meant. @returns whether it is */
  #give(name: string, { table, key }: Intent, image: Json): boolean {
    const found = this.#mappings.get(table);
    const event: Json = { eventName: 'MODIFY', dynamodb: { Keys: key, NewImage: image } };
    if (!found?.mapping.patterns.some((pattern) => matches(pattern, event))) return false;
    found.consumer.add({ keys: key, image, taken: () => this.#intents.remove(name) });
    return true;
  }

  /** Reads the item until it is one that is meant, or it is certain that the write has not made it one. */
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
