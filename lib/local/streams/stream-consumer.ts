import { pauseAfter } from '../../domain/full-jitter.ts';
import type { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { StreamMapping } from '../template/stream-mapping.ts';
import { BATCH_BACKOFF, failedItems } from './batch-response.ts';
import type { RetryEnvironment } from './retry-environment.ts';

/** A change of an item, with the callback after the function has taken it. */
export interface Change {
  readonly keys: Json;
  readonly image: Json;
  readonly taken: () => Promise<void>;
}

/**
 * Calls a function with the changes of a table, as an event source mapping of Lambda does. Batches
 * are sequential, the oldest change first. The function gets the first change that it reports as
 * failed, and all later ones, again.
 */
export class StreamConsumer {
  readonly #mapping: StreamMapping;
  readonly #invoke: Tasks['invoke'];
  readonly #retries: RetryEnvironment;
  readonly #waiting: { sequenceNumber: string; change: Change }[] = [];
  #count = 0;
  #running = false;

  constructor(mapping: StreamMapping, invoke: Tasks['invoke'], retries: RetryEnvironment) {
    this.#mapping = mapping;
    this.#invoke = invoke;
    this.#retries = retries;
  }

  /** Queues the change behind the earlier ones. */
  add(change: Change): void {
    this.#count += 1;
    this.#waiting.push({ sequenceNumber: String(this.#count).padStart(21, '0'), change });
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    let failures = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#mapping.batchSize);
      const taken = await this.#give(batch);
      for (const { change } of this.#waiting.splice(0, taken)) await change.taken();
      failures = taken === 0 ? failures + 1 : 0;
      if (taken < batch.length)
        await this.#retries.pause(pauseAfter(Math.max(1, failures), BATCH_BACKOFF, this.#retries.random()));
    }
    this.#running = false;
  }

  /** @returns the number of changes that the function has taken, from the start of the batch */
  async #give(batch: readonly { sequenceNumber: string; change: Change }[]): Promise<number> {
    const { functionName } = this.#mapping;
    try {
      const Records = batch.map(({ sequenceNumber, change }) => recordOf(sequenceNumber, change));
      const failed = failedItems(await this.#invoke(functionName, { Records }));
      if (failed.length === 0) return batch.length;
      const positions = failed.map((item) => batch.findIndex(({ sequenceNumber }) => sequenceNumber === item));
      this.#retries.say(`${functionName} has not taken ${failed.length} of ${batch.length} changes`);
      // The position of an unknown record is -1: then the whole batch has failed, as with Lambda.
      return Math.max(0, Math.min(...positions));
    } catch (error) {
      this.#retries.say(`${functionName} has not taken ${batch.length} changes: ${error}`);
      return 0;
    }
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
function recordOf(SequenceNumber: string, { keys, image }: Change): Json {
  return {
    eventID: SequenceNumber,
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys: keys, NewImage: image, SequenceNumber, StreamViewType: 'NEW_IMAGE' },
  };
}
