import { setTimeout as delay } from 'node:timers/promises';
import type { Issuing } from '../domain/issuing.ts';
import { type PublishedEvent, subjectOf } from '../domain/published-event.ts';
import { asError, logger } from '../observability/logger.ts';
import type { EventBus, Publication } from '../remote/event-bus.ts';
import type { EventListeners } from '../remote/event-listeners.ts';
import { eventOf } from '../store/journal/events.ts';
import type { StreamBatch, StreamRecord } from '../store/stream-batch.ts';
import { isOfWalletEvents, recordedEvent } from '../store/wallet-events.ts';
import { watchTreasury } from './watch-treasury.ts';

/** Partial batch response: the first record from which Lambda must retry. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The dependencies of a publication. */
export interface PublicationPorts {
  readonly bus: Pick<EventBus, 'publish'>;
  readonly listeners: Pick<EventListeners, 'any'>;
  /** ms since 1970 */
  readonly now: () => number;
  /** From which amounts on issued money has an alarm. */
  readonly issuing: Issuing;
}

/**
 * Publishes the events of a batch in their order, up to the first one that cannot be published. Without
 * a receiver there is nothing to publish. An unreadable record blocks its stream shard, with the
 * alarm on, until a version that can read it is deployed. Nothing is lost.
 */
export async function publishBatch(
  { bus, listeners, now, issuing }: PublicationPorts,
  { Records }: StreamBatch,
): Promise<BatchResponse> {
  const events: PublishedEvent[] = [];
  let unreadable: unknown;
  try {
    for (const record of Records) events.push(publishedEventOf(record));
  } catch (error) {
    unreadable = error;
  }
  const isWanted = await haveReceiver(listeners, now());
  const { taken, error: busError }: Publication = isWanted ? await bus.publish(events) : { taken: events.length };
  watchTreasury(events.slice(0, taken), issuing);
  const next = Records[taken]?.dynamodb.SequenceNumber;
  if (isWanted) logger.info('published', { events: events.slice(0, taken).map(subjectOf) });
  if (next === undefined) return { batchItemFailures: [] };
  const error = busError === undefined ? asError(unreadable) : new Error(busError);
  logger.error('not published', { sequence_number: next, left: Records.length - taken, error });
  return { batchItemFailures: [{ itemIdentifier: next }] };
}

/** The stream of the journal has transfers, that of the events of wallets has those. */
function publishedEventOf(record: StreamRecord): PublishedEvent {
  return isOfWalletEvents(record) ? recordedEvent(record) : eventOf(record);
}

const CHUNK = 10;
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 200;

/**
 * Publishes events again, ten at a time. Refused events are retried with pauses that double.
 * @returns the number of published events
 * @throws Error if the bus takes no event in six attempts. Earlier events are published.
 */
export async function publishAgain(
  bus: Pick<EventBus, 'publish'>,
  events: AsyncIterable<PublishedEvent>,
  pause: (ms: number) => Promise<unknown> = delay,
): Promise<number> {
  let published = 0;
  let waiting: PublishedEvent[] = [];
  const publish = async () => {
    for (let attempt = 1; waiting.length > 0; attempt++) {
      const { taken, error } = await bus.publish(waiting);
      published += taken;
      waiting = waiting.slice(taken);
      if (error === undefined) return;
      if (attempt === MAX_ATTEMPTS) throw new Error(`the bus took ${published} events, and not the next one: ${error}`);
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  };
  for await (const event of events) {
    waiting.push(event);
    if (waiting.length === CHUNK) await publish();
  }
  await publish();
  return published;
}

/** True if that is unknown: an event without a receiver costs little, and a missed one is missed for good. */
async function haveReceiver(listeners: PublicationPorts['listeners'], now: number): Promise<boolean> {
  try {
    return await listeners.any(now);
  } catch (error) {
    logger.warn('listeners unknown', { error: asError(error) });
    return true;
  }
}
