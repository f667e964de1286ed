import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';

/** The queues of events for users, by the functions that take their messages. */
export const QUEUES = { fan_out: 'mib-local-announcements', deliver_to_users: 'mib-local-user-deliveries' } as const;

/** Passes the visible messages of a queue to its function. */
export async function pump(world: InProcessWorld, key: keyof typeof QUEUES): Promise<void> {
  const received = world.queues.get(QUEUES[key])?.receive(100) ?? [];
  for (const { id } of received) await world.queues.get(QUEUES[key])?.delete(id);
  const Records = received.map(({ body }, n) => ({ messageId: `m${n}`, body }));
  expect(await world.invoke(key, { Records })).toEqual({ batchItemFailures: [] });
}
