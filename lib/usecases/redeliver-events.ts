import { BusEnvelope, Delivery, newDelivery } from '../domain/delivery.ts';
import type { TransferEvent } from '../domain/transfer-event.ts';
import type { Outgoing, Queue } from '../remote/queue.ts';
import { queued } from './deliver-events.ts';

/**
 * Longer than it takes to go through the queue once: what stays in it is not received again
 * meanwhile.
 */
const HIDDEN_S = 300;
const TOGETHER = 10;

/** What became of the dead letters. */
export interface Redelivered {
  readonly redelivered: number;
  /** Of other subscriptions, or unreadable. */
  readonly left: number;
}

/**
 * Moves dead letters back into the queue of deliveries, where their 24 hours begin again.
 * @param subscription whose dead letters; of all subscriptions if it is undefined
 * @param now ms since 1970
 * @throws Error if a queue does not take a message. What came before is moved, and nothing is lost.
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
 * Puts events into the queue of deliveries for subscriptions, over no bus: other listeners hear
 * nothing.
 * @param subscriptions their names
 * @param now ms since 1970
 * @returns how many deliveries that makes
 * @throws Error if the queue does not take a message
 */
export async function redeliverEvents(
  deliveries: Pick<Queue, 'send'>,
  subscriptions: readonly string[],
  events: AsyncIterable<TransferEvent>,
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
  if (refused.size > 0) throw new Error(`the queue of deliveries did not take ${refused.size} messages`);
}

/** The message that a dead letter goes back as, if it is to go back. */
function againOf(body: string, subscription: string | undefined, now: number): Outgoing | undefined {
  const letter: unknown = JSON.parse(body);
  const { data: delivery } = Delivery.safeParse(letter);
  if (delivery) {
    const isMeant = subscription === undefined || delivery.subscription === subscription;
    return isMeant ? queued(newDelivery(delivery.subscription, delivery.event, now)) : undefined;
  }
  // An event that was never turned into deliveries concerns all subscriptions.
  return subscription === undefined && BusEnvelope.safeParse(letter).success ? { body: letter } : undefined;
}
