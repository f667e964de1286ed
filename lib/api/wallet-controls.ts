import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
import { CONTROLLERS, FROZEN } from '../domain/wallet-controls.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { route } from './route.ts';

const FREEZES =
  '`debits`: the wallet pays nothing. `credits`: it receives nothing. `all`: both. null: it is not frozen.';
const frozen = (description: string) => doc(z.nullable(z.enum(FROZEN)), description, 'debits');
const time = (description: string) => doc(z.nullable(z.iso.datetime()), description, '2026-11-23T10:15:30.123Z');
const limit = (description: string, example: string) => doc(z.nullable(fields.unsignedAmount), description, example);

export const WalletControls = component(
  'WalletControls',
  z.strictObject({
    wallet_id: fields.walletId,
    currency: fields.currency,
    frozen: frozen(`Your own freeze. ${FREEZES}`),
    frozen_at: time('When you froze it, or null.'),
    operator_frozen: frozen(`An operator's freeze, which only an operator lifts. ${FREEZES}`),
    operator_frozen_at: time('When an operator froze it, or null.'),
    closed_at: time('When the wallet was closed, or null while it is open.'),
    minimum_balance: limit('What every payment leaves in the wallet, or null.', '1000'),
    max_payment: limit('The most that one payment may take, or null.', '500'),
    max_per_day: limit('The most that the payments of one day, in UTC, may take together, or null.', '2000'),
    approval_above: doc(
      z.nullable(fields.money),
      'The most that one payment may take without an approval, or null. "0": every payment needs one. PATCH /api/user/wallets/{id}/approval sets it.',
      '500',
    ),
    left_today: doc(z.nullable(fields.money), 'What `max_per_day` leaves today, or null.', '1500'),
    limits_by: doc(
      z.enum(CONTROLLERS),
      'Who sets the limits. Once an operator has set one, you cannot change them until an operator removes all.',
      'owner',
    ),
  }),
  { description: 'The freezes and limits of a wallet of yours.' },
);
export type WalletControls = z.infer<typeof WalletControls>;

export const walletControls = route({
  route: 'GET /api/user/wallets/{id}/controls',
  operationId: 'walletControls',
  summary: "Get a wallet's freezes and limits",
  description: 'As the shard of the wallet has them now.',
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath) }),
  responses: { 200: { description: 'The freezes and limits.', body: WalletControls } },
  errors: ['wallet_not_found', 'unavailable'],
});

const Limit = (description: string, example: string) => doc(z.optional(z.nullable(Amount)), description, example);

const ControlsChange = z.strictObject({
  frozen: doc(z.optional(z.nullable(z.enum(FROZEN, 'must be debits, credits, all or null'))), FREEZES, 'debits'),
  minimum_balance: Limit('What every payment leaves in the wallet. null removes it.', '1000'),
  max_payment: Limit('The most that one payment may take. null removes it.', '500'),
  max_per_day: Limit('The most that the payments of one day, in UTC, may take together. null removes it.', '2000'),
});

export const changeWalletControls = route({
  route: 'PATCH /api/user/wallets/{id}/controls',
  operationId: 'changeWalletControls',
  summary: 'Freeze a wallet, or limit its payments',
  description:
    'A JSON Merge Patch (RFC 7396): what it names changes, null removes, and the rest stays. It holds for every payment that the wallet does not hold yet, also for one that was accepted before. A payment that it refuses ends `INVALID`, and its note says why. Money that is held already moves as decided. Repeating a request has no further effect, so it takes no `Idempotency-Key`.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object(ownWalletPath),
    body: doc(ControlsChange, 'The changes.', { frozen: 'debits', max_per_day: '2000', max_payment: null }),
  }),
  responses: { 200: { description: 'The freezes and limits after the change.', body: WalletControls } },
  errors: ['wallet_not_found', 'wallet_closed', 'limits_by_operator', 'unavailable'],
});

export const closeWallet = route({
  route: 'POST /api/user/wallets/{id}/close',
  operationId: 'closeWallet',
  summary: 'Close a wallet',
  description:
    'Only a wallet without money and without transactions in flight. It pays and receives nothing from then on, for good, and can still be read. It still counts as one of your wallets. Closing a closed wallet changes nothing.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ path: z.object(ownWalletPath), headers: IdempotencyHeaders }),
  responses: { 200: { description: 'The wallet is closed.', body: WalletControls } },
  errors: ['wallet_not_found', 'wallet_not_empty', 'idempotency_key_reused', 'unavailable'],
});
