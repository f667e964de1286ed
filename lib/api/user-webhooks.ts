import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { lineOfText } from '../domain/text.ts';
import { LINE_PATTERN } from '../domain/text-pattern.ts';
import {
  DisabledReason,
  MAX_DESCRIPTION_CHARACTERS,
  MAX_URL_CHARACTERS,
  MAX_WEBHOOKS,
  USER_EVENT_TYPES,
} from '../domain/user-webhook.ts';
import { WebhookUrl } from '../domain/webhook-subscription.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { route } from './route.ts';

const A_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** The path of a webhook. A malformed id gets the same 404 as another user's webhook. */
export const ownWebhookPath = {
  WebhookID: doc(z.string(), 'Id of one of your webhooks.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
};

const UserEventType = doc(
  z.enum(USER_EVENT_TYPES, { error: `must be one of ${USER_EVENT_TYPES.join(', ')}` }),
  'Type of an event.',
  'transfer.final',
  { id: 'UserEventType' },
);

const Types = z.array(UserEventType).check(
  z.minLength(1, 'must have at least one type'),
  z.refine((types) => new Set(types).size === types.length, 'must have each type once'),
  z.meta({ minItems: 1, uniqueItems: true }),
);

const Url = WebhookUrl.check(
  z.maxLength(MAX_URL_CHARACTERS, `must be at most ${MAX_URL_CHARACTERS} characters`),
  z.meta({ pattern: '^https?://', maxLength: MAX_URL_CHARACTERS }),
);
const description = {
  minLength: 1,
  maxLength: MAX_DESCRIPTION_CHARACTERS,
  pattern: LINE_PATTERN,
};
const Description = lineOfText(MAX_DESCRIPTION_CHARACTERS);

const URL_TEXT =
  'The address of your receiver: https, a public address, without user and password. mib follows no redirect from it.';
const TYPES_TEXT = 'The types of events that it receives.';
const TYPES = ['transfer.final', 'statement.posted'];

const shape = {
  webhook_id: doc(fields.txId, 'Id of the webhook.'),
  url: doc(z.string(), 'The address of your receiver.', 'https://shop.example/mib'),
  types: doc(z.array(z.string()), TYPES_TEXT, TYPES),
  description: doc(z.optional(z.string()), 'What you call it.', 'The shop'),
  status: doc(z.enum(['enabled', 'disabled']), 'A disabled webhook receives no events.', 'enabled'),
  disabled_at: doc(z.optional(fields.time), 'When it was disabled.'),
  disabled_reason: doc(
    z.optional(DisabledReason),
    'Why it is disabled. `failing`: every attempt failed for three days. `gone`: your receiver responded with 410. `user`: by you. `operator`: by an operator, who alone enables it.',
    'failing',
  ),
  failing_since: doc(z.optional(fields.time), 'When the first attempt failed since the last one that succeeded.'),
  created_at: fields.time,
};

export const Webhook = component('Webhook', z.strictObject(shape), { description: 'A receiver of your events.' });
export type Webhook = z.infer<typeof Webhook>;

const secret = doc(
  z.string(),
  'Signs the messages, by the Standard Webhooks specification. No other response has it.',
  A_SECRET,
);
export const AddedWebhook = component('AddedWebhook', z.strictObject({ ...shape, secret }), {
  description: 'A new webhook with its secret.',
});
export type AddedWebhook = z.infer<typeof AddedWebhook>;

export const RotatedSecret = component(
  'RotatedSecret',
  z.strictObject({
    webhook_id: shape.webhook_id,
    secret,
    old_until: doc(fields.time, 'Until then the secret before signs, too.', '2026-11-24T10:15:30.123Z'),
  }),
  { description: 'The new secret of a webhook.' },
);
export type RotatedSecret = z.infer<typeof RotatedSecret>;

const common = { tag: 'Webhooks', caller: 'user' } as const;
const ofOne = { path: z.object(ownWebhookPath) };

export const addWebhook = route({
  ...common,
  route: 'POST /api/user/webhooks',
  operationId: 'addWebhook',
  summary: 'Add a webhook',
  description: `The response has the secret that signs its messages. It is shown here only; a request that is repeated with its \`Idempotency-Key\` gets it again. You can have ${MAX_WEBHOOKS} webhooks. The first events are those of a minute later.`,
  rateLimit: 'writes',
  input: z.object({
    body: z.strictObject({
      url: doc(Url, URL_TEXT, 'https://shop.example/mib'),
      types: doc(Types, TYPES_TEXT, TYPES),
      description: doc(z.optional(Description), 'What you call it.', 'The shop', description),
    }),
    headers: IdempotencyHeaders,
  }),
  responses: {
    201: {
      description: 'The webhook is added.',
      body: AddedWebhook,
      links: { webhook: { operationId: 'webhook', parameters: { WebhookID: '$response.body#/webhook_id' } } },
    },
  },
  errors: ['too_many_webhooks', 'webhook_not_found', 'idempotency_key_reused'],
});

export const webhooks = route({
  ...common,
  route: 'GET /api/user/webhooks',
  operationId: 'webhooks',
  summary: 'List your webhooks',
  description: 'In the order in which you added them, without their secrets.',
  rateLimit: 'reads',
  input: z.object({}),
  responses: { 200: { description: 'All of your webhooks.', body: z.array(Webhook) } },
});

export const webhook = route({
  ...common,
  route: 'GET /api/user/webhooks/{WebhookID}',
  operationId: 'webhook',
  summary: 'Get a webhook',
  rateLimit: 'reads',
  input: z.object(ofOne),
  responses: { 200: { description: 'The webhook.', body: Webhook } },
  errors: ['webhook_not_found'],
});

export const changeWebhook = route({
  ...common,
  route: 'PATCH /api/user/webhooks/{WebhookID}',
  operationId: 'changeWebhook',
  summary: 'Change or enable a webhook',
  description:
    'A JSON Merge Patch (RFC 7396): what it names changes, and everything else stays. Its deliveries that wait go to the new address. A change takes effect within a few seconds.',
  rateLimit: 'writes',
  input: z.object({
    ...ofOne,
    body: doc(
      z.strictObject({
        url: doc(z.optional(Url), URL_TEXT, 'https://shop.example/mib'),
        types: doc(z.optional(Types), TYPES_TEXT, TYPES),
        description: doc(z.optional(z.nullable(Description)), 'What you call it. Null removes it.', 'The shop', {
          anyOf: [{ type: 'string', ...description }, { type: 'null' }],
        }),
        enabled: doc(z.optional(z.boolean()), 'Whether it receives events.', true),
      }),
      'The changes.',
      { enabled: true },
    ),
  }),
  responses: { 200: { description: 'The webhook after the change.', body: Webhook } },
  errors: ['webhook_not_found', 'webhook_blocked'],
});

export const removeWebhook = route({
  ...common,
  route: 'DELETE /api/user/webhooks/{WebhookID}',
  operationId: 'removeWebhook',
  summary: 'Remove a webhook',
  description: 'Its deliveries that wait are dropped.',
  rateLimit: 'writes',
  input: z.object(ofOne),
  responses: { 204: { description: 'The webhook is removed.' } },
  errors: ['webhook_not_found'],
});

export const rotateWebhook = route({
  ...common,
  route: 'POST /api/user/webhooks/{WebhookID}/rotate',
  operationId: 'rotateWebhook',
  summary: 'Rotate the secret of a webhook',
  description:
    'The response has a new secret. For 24 hours each message has two signatures: that of the new secret and that of the one before. A request that is repeated with its `Idempotency-Key` within these gets the same secret.',
  rateLimit: 'writes',
  input: z.object({ ...ofOne, headers: IdempotencyHeaders }),
  responses: { 200: { description: 'The new secret signs.', body: RotatedSecret } },
  errors: ['webhook_not_found', 'idempotency_key_reused'],
});
