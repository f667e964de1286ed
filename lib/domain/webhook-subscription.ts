import * as z from 'zod/mini';
import { EVENT_TYPES } from './event-type.ts';

const SECRET = /^whsec_(?<base64>[A-Za-z0-9+/]+={0,2})$/;
/** The length of a secret, by the Standard Webhooks specification. */
export const SECRET_BYTES = { least: 24, most: 64 };

function isSecret(text: string): boolean {
  const { length } = Buffer.from(SECRET.exec(text)?.groups?.base64 ?? '', 'base64');
  return length >= SECRET_BYTES.least && length <= SECRET_BYTES.most;
}

/** A secret that signs the messages to a webhook. */
export const WebhookSecret = z
  .string()
  .check(z.refine(isSecret, `is not "whsec_" and the base64 of ${SECRET_BYTES.least} to ${SECRET_BYTES.most} bytes`));

/**
 * The address of a receiver. It has no user and password, because the signature authenticates the
 * sender.
 */
export const WebhookUrl = z.url({ protocol: /^https?$/, error: 'is not a URL of http or https', abort: true }).check(
  z.refine((url) => /^[\x21-\x7e]+$/.test(url), {
    error: 'must have ASCII characters only: a name of other characters in its form xn--',
  }),
  z.refine((url) => new URL(url).username === '' && new URL(url).password === '', {
    error: 'must have no user and no password in it: the signature says who sends',
  }),
);

/** The name of a subscription, which an operator chooses. Logs, metrics and queues contain it. */
export const SubscriptionId = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'is not 1 to 32 small letters, digits and hyphens'));

export const EventType = z.enum(EVENT_TYPES, { error: `is none of ${EVENT_TYPES.join(', ')}` });

/** A receiver of events, and the secrets of its messages. */
export type WebhookSubscription = z.infer<typeof WebhookSubscription>;
export const WebhookSubscription = z.object({
  id: SubscriptionId,
  url: WebhookUrl,
  /** The types of events that it receives. A later version may know more types than this one. */
  types: z.array(z.string()),
  /**
   * The newest first. All of them sign, so that a receiver may change to the next one at any time.
   */
  secrets: z
    .array(z.object({ secret: WebhookSecret, added_at: z.iso.datetime(), replaced_at: z.optional(z.iso.datetime()) }))
    .check(z.minLength(1)),
});

/** All subscriptions of a stage, as one parameter stores them. */
export type WebhookSubscriptions = z.infer<typeof WebhookSubscriptions>;
export const WebhookSubscriptions = z.object({ subscriptions: z.array(WebhookSubscription) });

/** The same without addresses and secrets, in a parameter of its own. */
export type ListedSubscriptions = z.infer<typeof ListedSubscriptions>;
export const ListedSubscriptions = z.object({
  subscriptions: z.array(z.object({ id: SubscriptionId, types: z.array(z.string()) })),
});

export function listedOf(subscriptions: readonly WebhookSubscription[]): ListedSubscriptions {
  return { subscriptions: subscriptions.map(({ id, types }) => ({ id, types: [...types] })) };
}

/** The parameter with the list, by that with the secrets, from which it is made. */
export function listedParameter(webhooks: string): string {
  return `${webhooks}-listed`;
}
