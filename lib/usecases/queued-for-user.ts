import type { UserDelivery } from '../domain/user-delivery.ts';
import type { Outgoing } from '../remote/queue.ts';

/** The message of a delivery in the queue. */
export function queuedForUser(delivery: UserDelivery, delaySeconds = 0): Outgoing {
  return { body: delivery, delaySeconds, group: delivery.webhook };
}
