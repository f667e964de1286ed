import { BusEnvelope, Delivery, newDelivery } from '../domain/delivery.ts';
import type { PublishedEvent } from '../domain/published-event.ts';
import { notTaken, type Outgoing, type Queue } from '../remote/queue.ts';
import { queued } from './deliver-events.ts';

/**
 * Longer than reading the queue once takes, so that no message is received twice meanwhile.
 */
const HIDDEN_S = 300;
const TOGETHER = 10;

/** The number of dead letters by result. */
export interface Redelivered {
  readonly redelivered: number;
  /** Dead letters of other subscriptions, or unreadable ones. */
  readonly left: number;
}

/**
 * Moves dead letters back into the queue of deliveries, where their 24 hours begin again.
 * @param subscription the one whose dead letters to move; undefined for all
 * @param now ms since 1970
 * @throws Error if a queue does not take a message. Earlier ones are moved, and nothing is lost.
 */
export async function redeliverDeadLetters(
  { undelivered, deliveries }: { undelivered: Pick<Queue, 'receive' | 'remove'>; deliveries: Pick<Queue, 'send'> },
  subscription: string | undefined,
  now: () => number,
): Promise<Redelivered> {
  let [redelivered, left] = [0, 0];
  for (;;) {
    const received = await undelivered.receive(HIDDEN_S);
    if (received.length === 0) return { redelivered, left };
    const moved = received.flatMap(({ body, handle }) => {
      const message = againOf(body, subscription, now());
      return message ? [{ message, handle }] : [];
    });
    await sendAll(
      deliveries,
      moved.map(({ message }) => message),
    );
    await undelivered.remove(moved.map(({ handle }) => handle));
    redelivered += moved.length;
    left += received.length - moved.length;
  }
}

/**
 * Puts events into the queue of deliveries directly, so that other listeners on the bus get no
 * duplicates.
 * @param subscriptions their names
 * @param now ms since 1970
 * @returns the number of deliveries
 * @throws Error if the queue does not take a message
 */
export async function redeliverEvents(
  deliveries: Pick<Queue, 'send'>,
  subscriptions: readonly string[],
  events: AsyncIterable<PublishedEvent>,
  now: () => number,
): Promise<number> {
  let sent = 0;
  let waiting: Outgoing[] = [];
  const send = async () => {
    await sendAll(deliveries, waiting);
    sent += waiting.length;
    waiting = [];
  };
  for await (const event of events) {
    waiting.push(...subscriptions.map((id) => queued(newDelivery(id, event, now()))));
    if (waiting.length >= TOGETHER) await send();
  }
  await send();
  return sent;
}

async function sendAll(deliveries: Pick<Queue, 'send'>, messages: readonly Outgoing[]): Promise<void> {
  const refused = await deliveries.send(messages);
  const [why] = refused.values();
  // The program shows no causes.
  if (why) throw notTaken(refused, `the queue of deliveries did not take ${refused.size} messages: ${why.message}`);
}

/** The message for a dead letter that is moved back; undefined if it is not. */
function againOf(body: string, subscription: string | undefined, now: number): Outgoing | undefined {
  const letter: unknown = JSON.parse(body);
  const { data: delivery } = Delivery.safeParse(letter);
  if (delivery) {
    const isMeant = subscription === undefined || delivery.subscription === subscription;
    return isMeant ? queued(newDelivery(delivery.subscription, delivery.event, now)) : undefined;
  }
  // An event without deliveries so far is for all subscriptions.
  return subscription === undefined && BusEnvelope.safeParse(letter).success ? { body: letter } : undefined;
}
