import { EVENT_SOURCE, EVENT_TYPE, TransferEvent, type TransferWebhook } from '../../domain/transfer-event.ts';
import type { BusEvent } from '../aws/event-bus.ts';
import { keptIn } from '../streams/kept-files.ts';
import type { RetryEnvironment } from './backoff.ts';
import { Outbox } from './outbox.ts';
import { type Message, send, type Webhook } from './webhook.ts';

/**
 * What takes the events of the bus: with a webhook an outbox in the folder, which goes on with what is in it; without one nothing, like
 * a bus that has no rule.
 * @param folder of the outbox; undefined to keep it in memory
 */
export async function eventTarget(
  webhook: Webhook | undefined,
  folder: string | undefined,
  retries: RetryEnvironment,
): Promise<(event: BusEvent) => Promise<void>> {
  if (!webhook) return async () => undefined;
  const outbox = new Outbox(await keptIn(folder), (message) => send(webhook, message, Date.now()), retries);
  await outbox.resume();
  return async (event) => {
    const message = messageOf(event);
    if (message) await outbox.add(event.eventId, message);
  };
}

/** The message that an event comes to, undefined if it is none of ours. Its id is the transfer's: whoever knows it has the event. */
export function messageOf({ source, detailType, detail }: BusEvent): Message | undefined {
  if (source !== EVENT_SOURCE || detailType !== EVENT_TYPE) return undefined;
  const data = TransferEvent.parse(detail);
  const body: TransferWebhook = { type: EVENT_TYPE, timestamp: data.finished_at, data };
  return { id: data.TxID, body: JSON.stringify(body) };
}
