import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { MAX_KEY_NAME_CHARACTERS, MAX_KEY_WALLETS, MAX_KEYS } from '../domain/api-key.ts';
import { component, doc } from '../domain/doc.ts';
import { lineOfText } from '../domain/text.ts';
import { LINE_PATTERN } from '../domain/text-pattern.ts';
import { Timestamp } from '../domain/timestamp.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { route } from './route.ts';

const A_KEY =
  'mib_key_01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6D2E8V4X5R6M7N8P9QST.3f5a1c0e9b7d4f6a8c2e1b3d5f7a9c0e2b4d6f8a1c3e5b7d9f0a2c4e6b8d0f1a';
const READ_TEXT = 'The wallets that it reads, or `all` that are yours at the time of a request.';
const PAY_TEXT = 'The wallets that it pays from.';
const MAX_TEXT = 'The most that its payments from this wallet may take together in one day, in UTC.';
const NAME_TEXT = 'What you call it.';

const shape = {
  key_id: doc(fields.txId, 'Id of the key.'),
  name: doc(z.string(), NAME_TEXT, 'The shop', { minLength: 1, maxLength: MAX_KEY_NAME_CHARACTERS }),
  read: doc(z.union([z.literal('all'), z.array(fields.walletId)]), READ_TEXT, ['41']),
  pay: doc(
    z.array(z.strictObject({ wallet_id: fields.walletId, max_per_day: doc(fields.unsignedAmount, MAX_TEXT, '5000') })),
    PAY_TEXT,
    [{ wallet_id: '41', max_per_day: '5000' }],
  ),
  status: doc(z.enum(['active', 'expired']), 'An expired key is refused.', 'active'),
  created_at: fields.time,
  expires_at: doc(z.optional(fields.time), 'From when on it is refused. Missing if it does not expire.'),
  last_used_at: doc(
    z.optional(fields.time),
    'When it was last used, or up to an hour before. Missing if it was never used.',
  ),
};

export const Key = component('Key', z.strictObject(shape), {
  description: 'A key of a program, without its secret.',
});
export type Key = z.infer<typeof Key>;

const secret = doc(
  z.string(),
  'The key itself, which the program sends as `Authorization: Bearer …`. No other response has it.',
  A_KEY,
);
export const MadeKey = component('MadeKey', z.strictObject({ ...shape, key: secret }), {
  description: 'A new key.',
});
export type MadeKey = z.infer<typeof MadeKey>;

const LISTED = `must be all, or a list of at most ${MAX_KEY_WALLETS} wallets`;
const ONCE = 'must name each wallet once';
const isEachOnce = (ids: readonly string[]) => new Set(ids).size === ids.length;

const Read = z.union(
  [
    z.literal('all'),
    z
      .array(WalletId)
      .check(z.maxLength(MAX_KEY_WALLETS, LISTED), z.refine(isEachOnce, ONCE), z.meta({ uniqueItems: true })),
  ],
  { error: LISTED },
);

const Pay = z
  .array(
    z.strictObject(
      { wallet_id: WalletId, max_per_day: doc(Amount, MAX_TEXT, '5000') },
      { error: 'must be an object with wallet_id and max_per_day' },
    ),
    { error: 'must be a list of wallets with max_per_day' },
  )
  .check(
    z.maxLength(MAX_KEY_WALLETS, `must have at most ${MAX_KEY_WALLETS} wallets`),
    z.refine((pay) => isEachOnce(pay.map(({ wallet_id }) => wallet_id)), ONCE),
  );

const Scope = z
  .strictObject({
    name: doc(lineOfText(MAX_KEY_NAME_CHARACTERS), NAME_TEXT, 'The shop', {
      minLength: 1,
      maxLength: MAX_KEY_NAME_CHARACTERS,
      pattern: LINE_PATTERN,
    }),
    read: doc(z.optional(Read), `${READ_TEXT} None by default.`, ['41']),
    pay: doc(z.optional(Pay), `${PAY_TEXT} None by default. It reads them only if \`read\` names them, too.`, [
      { wallet_id: '41', max_per_day: '5000' },
    ]),
    expires_at: doc(
      z.optional(Timestamp),
      'From when on it is refused. In the future. Without it the key does not expire.',
      '2027-11-23T10:15:30Z',
      { format: 'date-time' },
    ),
  })
  .check(
    z.check(
      ({ value, issues }) => {
        if (!namesWallet(Object(value)))
          issues.push({ code: 'custom', path: ['read'], message: 'must name a wallet, unless pay does', input: value });
      },
      // It is named beside the fields that break a rule of their own.
      { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
    ),
  );

/** Whether a list has an element, or is no list, which is an error of its own. */
function namesWallet({ read, pay }: { readonly read?: unknown; readonly pay?: unknown }): boolean {
  return [read, pay].some((list) => list !== undefined && !(Array.isArray(list) && list.length === 0));
}

/** The path of a key. A malformed id gets the same 404 as another user's key. */
const ownKeyPath = { KeyID: doc(z.string(), 'Id of one of your keys.', '01KABZ6D2E8V4X5R6M7N8P9QST') };

const common = { tag: 'Keys', caller: 'user' } as const;

export const makeKey = route({
  ...common,
  route: 'POST /api/user/keys',
  operationId: 'makeKey',
  summary: 'Make a key for a program',
  description: `The response has the key, which no other response has. A key reads and pays from the wallets that it names, and does nothing else. It makes no keys. It changes no password, session, webhook, schedule, name or limit. A payment counts against \`max_per_day\` once, when it is accepted. It counts also if it ends \`INVALID\` or \`FAILED\`. A request that is repeated with its \`Idempotency-Key\` gets the same key with another secret, as long as the key was never used. A user with a second factor confirms the session first if the sums of a day are large: otherwise the response is 403 \`step_up_required\`. Where the stage asks for it at new payees, it asks for it at each key that pays. You can have ${MAX_KEYS} keys.`,
  rateLimit: 'writes',
  input: z.object({ body: Scope, headers: IdempotencyHeaders }),
  responses: { 201: { description: 'The key is made.', body: MadeKey } },
  errors: ['step_up_required', 'too_many_keys', 'key_not_found', 'key_in_use', 'idempotency_key_reused'],
});

export const keys = route({
  ...common,
  route: 'GET /api/user/keys',
  operationId: 'keys',
  summary: 'List your keys',
  description: 'In the order in which you made them, without their secrets.',
  rateLimit: 'reads',
  input: z.object({}),
  responses: { 200: { description: 'All of your keys that are not revoked.', body: z.array(Key) } },
});

export const revokeKey = route({
  ...common,
  route: 'DELETE /api/user/keys/{KeyID}',
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  description: 'Every request with it that comes later is refused. Payments that it has started go on.',
  rateLimit: 'writes',
  input: z.object({ path: z.object(ownKeyPath) }),
  responses: { 204: { description: 'The key is revoked.' } },
  errors: ['key_not_found'],
});
