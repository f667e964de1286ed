import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import { type KeySchema, schemaOf } from '../../../lib/local/database/schema.ts';
import { recordOf } from '../../../lib/local/database/stream-record.ts';
import { failedItems } from '../../../lib/local/streams/batch-response.ts';
import { matches } from '../../../lib/local/template/event-pattern.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { StreamBatch } from '../../../lib/store/stream-batch.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import type { Random } from '../../support/random.ts';
import type { Faults } from './faults.ts';
import type { System } from './system.ts';

const MOST_OF_A_BATCH = 6;
const PAUSE_MS = 2_000;
/** How long an instance waits at most that has lost against another one. */
const LOST_MS = 30;

type Records = StreamBatch['Records'];

interface Environment {
  readonly system: System;
  readonly execute: Execute;
  readonly faults: Faults;
  readonly random: Random;
  /** The number of instances of the function. */
  readonly consumers: number;
  /** The table of the entries. */
  readonly entries: string;
}

/**
 * The stream of the wallets' table of one shard, with the function that writes statements. It passes
 * the records whose image has a posting, in order and at least once. One or two instances take them
 * side by side. Each has a position of its own, cuts batches anywhere, begins again at an earlier
 * position, reads what is stale, and may die at any operation of the database.
 */
export class StatementStream {
  readonly #environment: Environment;
  readonly #form: { readonly key: KeySchema; readonly view: 'NEW_IMAGE' };
  readonly #records: Records = [];
  readonly #consumers: readonly Consumer[];

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#form = { key: schemaOf(environment.system.shardTable).key, view: 'NEW_IMAGE' };
    this.#consumers = Array.from({ length: environment.consumers }, () => new Consumer(environment, this.#records));
  }

  /** A wallet of the shard changes. */
  onWrite(write: Write): void {
    const place = { at: Date.now(), sequenceNumber: String(this.#records.length) };
    const record = recordOf(write, this.#form, place);
    if (!record || !this.#environment.system.postings.some((pattern) => matches(pattern, record))) return;
    this.#records.push(...StreamBatch.parse({ Records: [record] }).Records);
    for (const consumer of this.#consumers) consumer.wake();
  }
}

/** One instance of the function, with its place in the stream. */
class Consumer {
  readonly #environment: Environment;
  readonly #records: Records;
  #next = 0;
  #busy = false;

  constructor(environment: Environment, records: Records) {
    this.#environment = environment;
    this.#records = records;
  }

  wake(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#later(this.#environment.faults.delay('batchLate'));
  }

  #later(ms: number): void {
    setTimeout(() => void this.#take(), ms);
  }

  async #take(): Promise<void> {
    const { faults, random } = this.#environment;
    if (faults.happens('batchReplayed')) this.#next = random.between(0, this.#next);
    const batch = this.#records.slice(this.#next, this.#next + random.between(1, MOST_OF_A_BATCH));
    const taken = await this.#give(batch);
    this.#next += taken;
    this.#busy = this.#next < this.#records.length;
    if (this.#busy) this.#later(taken < batch.length ? PAUSE_MS : faults.delay('batchLate'));
  }

  /** @returns the number of records that the function has taken, from the start of the batch */
  async #give(batch: Records): Promise<number> {
    const { system, entries } = this.#environment;
    const { promise: death, resolve: die } = Promise.withResolvers<'dead'>();
    const statements = new Statements(
      this.#documents(() => die('dead')),
      entries,
    );
    const pause = () => new Promise((resolve) => setTimeout(resolve, this.#environment.random.between(1, LOST_MS)));
    const invocation = (system.breakage?.post ?? postBatch)(statements, { Records: batch }, pause);
    const response = await Promise.race([invocation, death]);
    if (response === 'dead') return 0;
    const failed = failedItems(response);
    return failed.length === 0 ? batch.length : Math.min(...failed.map(Number)) - this.#next;
  }

  /** The database as one invocation sees it. */
  #documents(die: () => void): DynamoDBDocumentClient {
    const { execute, faults, random } = this.#environment;
    const diesAt = faults.happens('functionDied') ? random.between(1, 4) : undefined;
    let operations = 0;
    return memoryDocuments(
      (operation, input) => {
        // An eventually consistent read may have seen nothing yet.
        if (operation === 'Query' && !input.ConsistentRead && faults.happens('staleRead')) return { Items: [] };
        if (faults.happens('failedBeforeWrite')) throw new Error('the database gave no response');
        const output = execute(operation, input);
        if (faults.happens('failedAfterWrite')) throw new Error('the response of the database is lost');
        return output;
      },
      async () => {
        operations += 1;
        if (operations === diesAt) {
          die();
          await new Promise(() => {});
        }
        await new Promise((resolve) => setTimeout(resolve, faults.delay('writeLate')));
      },
    );
  }
}
