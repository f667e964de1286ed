import { setTimeout as delay } from 'node:timers/promises';
import type { TransferEvent } from '../domain/transfer-event.ts';
import { asError, logger } from '../observability/logger.ts';
import type { EventBus } from '../remote/event-bus.ts';
import { eventOf, type StreamBatch } from '../store/journal/events.ts';

/** The answer by which Lambda learns from which record on it has to give all of them again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Publishes the events of a batch of changes in their order, until one cannot be published. A record that cannot be read is such a
 * one, too: it stays in the way, and its alarm on, until a version is deployed that can read it, and so nothing is lost.
 */
export async function publishBatch(bus: Pick<EventBus, 'publish'>, { Records }: StreamBatch): Promise<BatchAnswer> {
  const events: TransferEvent[] = [];
  let unreadable: unknown;
  try {
    for (const record of Records) events.push(eventOf(record));
  } catch (error) {
    unreadable = error;
  }
  const { taken, refusal } = await bus.publish(events);
  const next = Records[taken]?.dynamodb.SequenceNumber;
  logger.info('published', { tx_ids: events.slice(0, taken).map(({ TxID }) => TxID) });
  if (next === undefined) return { batchItemFailures: [] };
  const error = refusal === undefined ? asError(unreadable) : new Error(refusal);
  logger.error('not published', { sequence_number: next, left: Records.length - taken, error });
  return { batchItemFailures: [{ itemIdentifier: next }] };
}

const AT_ONCE = 10;
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 200;

/**
 * Publishes events once more, in tens; what the bus refuses is tried again a few times, with pauses that double.
 * @returns how many there were
 * @throws Error if the bus goes on refusing. What came before is published.
 */
export async function publishAgain(
  bus: Pick<EventBus, 'publish'>,
  events: AsyncIterable<TransferEvent>,
  pause: (ms: number) => Promise<unknown> = delay,
): Promise<number> {
  let published = 0;
  let waiting: TransferEvent[] = [];
  const publish = async () => {
    for (let attempt = 1; waiting.length > 0; attempt++) {
      const { taken, refusal } = await bus.publish(waiting);
      published += taken;
      waiting = waiting.slice(taken);
      if (refusal === undefined) return;
      if (attempt === MOST_ATTEMPTS) throw new Error(`after ${published} events the bus refuses the next: ${refusal}`);
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  };
  for await (const event of events) {
    waiting.push(event);
    if (waiting.length === AT_ONCE) await publish();
  }
  await publish();
  return published;
}
