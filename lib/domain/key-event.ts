import * as z from 'zod/mini';
import { component, doc } from './doc.ts';
import { KEY_MADE_TYPE, KEY_REVOKED_TYPE } from './event-type.ts';
import { userEventId } from './user-event-envelope.ts';

const time = (description: string, example: string) => doc(z.iso.datetime(), description, example);
const changed_at = time('When it was made or revoked (RFC 3339).', '2026-11-23T09:00:00.412Z');

/** What every event of a key says of it. It has neither the secret nor its hash, nor what the key is called. */
export const ofKey = {
  key_id: doc(z.string(), 'Id of the key.', '01KABZ6D2E8V4X5R6M7N8P9QST'),
  by: doc(
    z.enum(['owner', 'deletion']),
    'owner: the user of the key. deletion: the account of the user was deleted.',
    'owner',
  ),
  expires_at: doc(
    z.optional(z.iso.datetime()),
    'From then on it is refused (RFC 3339), if it has an end.',
    '2027-01-01T00:00:00.000Z',
  ),
  changed_at,
};

const TYPES = { KEY_MADE: KEY_MADE_TYPE, KEY_REVOKED: KEY_REVOKED_TYPE } as const;

/**
 * A key of a program was made or revoked: the `detail` of the event on EventBridge. Published at least once,
 * unordered; `key_id` and `status` identify duplicates.
 */
export type KeyEvent = z.infer<typeof KeyEvent>;
export const KeyEvent = component(
  'KeyEvent',
  z.object({
    version: doc(z.literal(1), 'Version of this format. New fields may be added to it at any time.', 1),
    user_id: doc(z.string(), 'Id of the user whose key it is.', '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90'),
    status: doc(z.enum(['KEY_MADE', 'KEY_REVOKED']), 'What was done.', 'KEY_MADE'),
    ...ofKey,
  }),
  { description: 'A key of a program was made or revoked.' },
);

/** The type of an event of a key. */
export function typeOfKeyEvent({ status }: KeyEvent): (typeof TYPES)[KeyEvent['status']] {
  return TYPES[status];
}

/** The id of the event in messages to operators' webhooks. */
export function keyEventId({ key_id, status, changed_at }: KeyEvent): string {
  return userEventId(Date.parse(changed_at), 'key', key_id, status);
}

/** Who makes or revokes a key, and when. */
export interface KeyAct {
  readonly by: KeyEvent['by'];
  /** ms since 1970 */
  readonly now: number;
}

/** The event of a key that is made or revoked now. */
export function keyEvent(
  status: KeyEvent['status'],
  userId: string,
  { id, expiresAt }: { readonly id: string; readonly expiresAt?: string | undefined },
  { by, now }: KeyAct,
): KeyEvent {
  return {
    version: 1,
    user_id: userId,
    status,
    key_id: id,
    by,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    changed_at: new Date(now).toISOString(),
  };
}

/** The body of a message to a webhook. */
export type KeyWebhook = z.infer<typeof KeyWebhook>;
export const KeyWebhook = component(
  'KeyWebhook',
  z.object({
    type: doc(
      z.enum([KEY_MADE_TYPE, KEY_REVOKED_TYPE]),
      'Type of the event, which the status says, too.',
      KEY_MADE_TYPE,
    ),
    timestamp: changed_at,
    data: KeyEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
