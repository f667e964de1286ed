import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import * as z from 'zod/mini';

/** The type of the event that a user sends for a test. It is no type to subscribe to. */
export const TEST_EVENT_TYPE = 'webhook.test';

/** An event for the owner of one wallet. Its id is the same whenever it is made. */
export type UserEvent = z.infer<typeof UserEvent>;
export const UserEvent = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

/**
 * The id of an event: a ULID of its time. Equal events have equal ids, so that a repetition is
 * recognised.
 * @param at ms since 1970
 */
export function userEventId(at: number, ...identity: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest();
  const random = Array.from(hash.subarray(0, RANDOM_CHARACTERS), (byte) => CROCKFORD[byte % CROCKFORD.length]);
  return encodeTime(at) + random.join('');
}
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 16;
