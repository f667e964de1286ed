import { pauseAfter } from '../../domain/full-jitter.ts';
import { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { ChangeLog } from '../database/change-log.ts';
import type { StreamRecord } from '../database/stream-record.ts';
import { BATCH_BACKOFF, failedItems } from './batch-response.ts';
import type { RetryEnvironment } from './retry-environment.ts';

/**
 * Calls a function with the changes of a table, as an event source mapping of Lambda does. Batches
 * are sequential, the oldest change first. The first change of a batch waits for others until the
 * batch is full, or its window is over. The function gets the first change that it reports as
 * failed, and all later ones, again.
 */
export class StreamConsumer {
  readonly #log: ChangeLog;
  readonly #invoke: Tasks['invoke'];
  readonly #retries: RetryEnvironment;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** Ends the wait for a full batch. */
  #full: (() => void) | undefined;

  constructor(log: ChangeLog, invoke: Tasks['invoke'], retries: RetryEnvironment) {
    this.#log = log;
    this.#invoke = invoke;
    this.#retries = retries;
  }

  /** Gives the function the waiting changes, and every later one. */
  start(): void {
    this.#log.onChange(() => this.#wake());
    if (this.#log.waiting.length > 0) this.#wake();
  }

  /** Gives the function no further batch. Resolves when it has none. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#full?.();
    await this.#running;
  }

  #wake(): void {
    if (this.#isFull()) this.#full?.();
    if (this.#stopped) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  #isFull(): boolean {
    return this.#log.waiting.length >= this.#log.mapping.batchSize;
  }

  async #run(): Promise<void> {
    let failures = 0;
    let untilFull = true;
    while (this.#log.waiting.length > 0) {
      if (untilFull) await this.#window();
      if (this.#stopped) return;
      const batch = this.#log.waiting.slice(0, this.#log.mapping.batchSize);
      const taken = await this.#give(batch);
      this.#log.taken(taken);
      failures = taken === 0 ? failures + 1 : 0;
      untilFull = taken === batch.length;
      if (!untilFull)
        await this.#retries.pause(pauseAfter(Math.max(1, failures), BATCH_BACKOFF, this.#retries.random()));
    }
  }

  async #window(): Promise<void> {
    const { batchWindowMs } = this.#log.mapping;
    if (batchWindowMs === 0 || this.#isFull() || this.#stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#full = resolve;
    await Promise.race([promise, this.#retries.pause(batchWindowMs)]);
    this.#full = undefined;
  }

  /** @returns the number of changes that the function has taken, from the start of the batch */
  async #give(batch: readonly StreamRecord[]): Promise<number> {
    const { functionName } = this.#log.mapping;
    try {
      const failed = failedItems(await this.#invoke(functionName, Json.parse({ Records: batch })));
      if (failed.length === 0) return batch.length;
      const positions = failed.map((item) => batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === item));
      this.#retries.say(`${functionName} has not taken ${failed.length} of ${batch.length} changes`);
      // The position of an unknown record is -1: then the whole batch has failed, as with Lambda.
      return Math.max(0, Math.min(...positions));
    } catch (error) {
      this.#retries.say(`${functionName} has not taken ${batch.length} changes: ${error}`);
      return 0;
    }
  }
}
