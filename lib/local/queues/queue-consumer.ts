import { pauseAfter } from '../../domain/full-jitter.ts';
import { FunctionError } from '../aws/function-error.ts';
import type { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import { BATCH_BACKOFF, failedItems } from '../streams/batch-response.ts';
import type { RetryEnvironment } from '../streams/retry-environment.ts';
import type { QueueMapping, QueueSettings } from '../template/queue-settings.ts';
import type { LocalQueue, QueueMessage } from './local-queue.ts';

/** The queue for messages that were received too often. */
export interface DeadLetters {
  readonly queue: LocalQueue;
  readonly maxReceiveCount: number;
}

/**
 * Calls a function with the messages of a queue as an event source mapping of Lambda does: in
 * batches, several at a time. Messages that the function reports as failed, or all if it fails, are
 * visible again after a pause. In the cloud that pause is the visibility timeout, because SQS does
 * not know whether the function still runs. Here it is known.
 */
export class QueueConsumer {
  readonly #mapping: QueueMapping;
  readonly #source: QueueSettings;
  readonly #queue: LocalQueue;
  readonly #deadLetters: DeadLetters | undefined;
  readonly #invoke: Tasks['invoke'];
  readonly #retries: RetryEnvironment;
  #inFlight = 0;
  #failures = 0;

  constructor(
    mapping: QueueMapping,
    { source, queue, deadLetters }: { source: QueueSettings; queue: LocalQueue; deadLetters?: DeadLetters | undefined },
    invoke: Tasks['invoke'],
    retries: RetryEnvironment,
  ) {
    this.#mapping = mapping;
    this.#source = source;
    this.#queue = queue;
    this.#deadLetters = deadLetters;
    this.#invoke = invoke;
    this.#retries = retries;
  }

  /** Takes the visible messages, and every message that becomes visible later. */
  start(): void {
    let scheduled = false;
    const soon = () => {
      if (scheduled) return;
      scheduled = true;
      // Messages of one call become visible together, and make one batch.
      setImmediate(() => {
        scheduled = false;
        this.#poll();
      });
    };
    this.#queue.onVisible(soon);
    soon();
  }

  #poll(): void {
    while (this.#inFlight < this.#mapping.maximumConcurrency) {
      const batch = this.#queue.receive(this.#mapping.batchSize);
      if (batch.length === 0) return;
      this.#inFlight += 1;
      void this.#give(batch).finally(() => {
        this.#inFlight -= 1;
        this.#poll();
      });
    }
  }

  async #give(received: readonly QueueMessage[]): Promise<void> {
    const batch: QueueMessage[] = [];
    for (const message of received) if (!(await this.#moveToDeadLetters(message))) batch.push(message);
    if (batch.length === 0) return;
    const { functionName } = this.#mapping;
    let failed = batch.map(({ id }) => id);
    let uncounted = false;
    try {
      const Records = batch.map((message) => recordOf(message, this.#source.arn));
      const named = new Set(failedItems(await this.#invoke(functionName, { Records })));
      // An unknown id means that the whole batch has failed, as in Lambda.
      const known = [...named].every((id) => failed.includes(id));
      if (known) failed = failed.filter((id) => named.has(id));
      if (failed.length > 0)
        this.#retries.say(`${functionName} has not taken ${failed.length} of ${batch.length} messages`);
    } catch (error) {
      uncounted = error instanceof FunctionError && error.notCalled;
      this.#retries.say(`${functionName} has not taken ${batch.length} messages: ${error}`);
    }
    const again = new Set(failed);
    await Promise.all(batch.filter(({ id }) => !again.has(id)).map(({ id }) => this.#queue.delete(id)));
    this.#failures = failed.length < batch.length ? 0 : this.#failures + 1;
    if (failed.length === 0) return;
    const pause = pauseAfter(Math.max(1, this.#failures), BATCH_BACKOFF, this.#retries.random());
    void this.#retries.pause(pause).then(() => {
      for (const id of failed) this.#queue.release(id, { uncounted });
    });
  }

  /** @returns whether the message was received too often and is therefore moved */
  async #moveToDeadLetters({ id, body, group, receiveCount }: QueueMessage): Promise<boolean> {
    if (!this.#deadLetters || receiveCount <= this.#deadLetters.maxReceiveCount) return false;
    await this.#deadLetters.queue.send({ body, group });
    await this.#queue.delete(id);
    return true;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf({ id, body, group, receiveCount }: QueueMessage, arn: string): Json {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      ...(group !== undefined && { MessageGroupId: group }),
    },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
  };
}
