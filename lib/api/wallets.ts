import * as z from 'zod/mini';
import { Currency } from '../domain/currency.ts';
import { component, doc } from '../domain/doc.ts';
import { Timestamp } from '../domain/timestamp.ts';
import { FROZEN } from '../domain/wallet-controls.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { newLabels } from '../domain/wallet-label-rules.ts';
import { WalletStatus } from '../domain/wallet-status.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';

const status = doc(WalletStatus, 'CREATING until the shard has created the wallet, then ACTIVE.', 'ACTIVE', {
  id: 'WalletStatus',
});

export const CreatedWallet = component(
  'CreatedWallet',
  z.strictObject({ wallet_id: fields.walletId, status, currency: fields.currency }),
);
export type CreatedWallet = z.infer<typeof CreatedWallet>;

export const Wallet = component(
  'Wallet',
  z.strictObject({
    wallet_id: fields.walletId,
    status,
    currency: fields.currency,
    created_at: fields.time,
    name: z.optional(fields.walletName),
    metadata: z.optional(fields.metadata),
    shared: doc(
      z.optional(
        z.strictObject({
          owner_id: doc(fields.userId, 'Id of its owner.'),
          owner_login: doc(
            z.optional(z.string()),
            'The login of its owner. Missing in a wallet that was shared before 2026-11-27, until its owner changes a share of it.',
            'ann',
          ),
          max_per_day: doc(
            z.nullable(fields.unsignedAmount),
            'The most that your payments from it may take together in one day, in UTC. null: you do not pay from it.',
            '5000',
          ),
        }),
      ),
      'What you may do with a wallet that another user shares with you. Missing in a wallet of yours.',
      { owner_id: '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90', owner_login: 'ann', max_per_day: '5000' },
    ),
  }),
  { description: 'A wallet of yours, whose name and metadata only you see, or one that is shared with you.' },
);
export type Wallet = z.infer<typeof Wallet>;

const LastTransaction = z.strictObject({
  TxID: fields.txId,
  status: fields.status,
  note: fields.statusNote,
  initiated_at: fields.time,
});

export const Balance = component(
  'Balance',
  z.strictObject({
    wallet_id: fields.walletId,
    currency: fields.currency,
    balance: doc(fields.money, 'The sum of `available` and `reserved`.'),
    available: doc(fields.money, 'Money that transfers can take.'),
    reserved: doc(fields.money, 'Money that transfers in flight hold.', '0'),
    frozen: doc(
      z.optional(z.enum(FROZEN)),
      'What your freeze and that of an operator refuse together. Missing if the wallet is not frozen.',
      'debits',
    ),
    closed_at: doc(
      z.optional(z.iso.datetime()),
      'When the wallet was closed. Missing while it is open.',
      '2026-11-23T10:15:30.123Z',
    ),
    last_transaction: doc(z.nullable(LastTransaction), 'The newest transfer of the wallet, or null.'),
  }),
  { description: 'The current balance of a wallet.' },
);
export type Balance = z.infer<typeof Balance>;

export const PastBalance = component(
  'PastBalance',
  z.strictObject({
    wallet_id: fields.walletId,
    currency: fields.currency,
    at: doc(fields.time, 'The requested time.'),
    as_of: doc(
      fields.time,
      'The time of the balance: `at`, or one minute before the request if `at` is later. The balance at one `as_of` never changes.',
    ),
    balance: fields.money,
  }),
  { description: 'The balance of a wallet at a past time.' },
);
export type PastBalance = z.infer<typeof PastBalance>;

export const createWallet = route({
  route: 'POST /api/user/create_wallet',
  operationId: 'createWallet',
  summary: 'Create a wallet',
  description:
    'A wallet has one currency for good: `currency`, or the default of the stage (`GET /api/currencies`). Repeating the call for a wallet you own has no effect, not on its name and metadata either. With another `currency` it is an error (409). The wallet can receive money once its status is ACTIVE.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    body: z.strictObject({ wallet_id: WalletId, currency: z.optional(Currency), ...newLabels }),
    headers: IdempotencyHeaders,
  }),
  responses: {
    202: {
      description: 'The wallet is yours. Its shard creates it.',
      body: CreatedWallet,
      links: {
        balance: { operationId: 'balance', parameters: { id: '$response.body#/wallet_id' } },
        transactions: { operationId: 'transactions', parameters: { id: '$response.body#/wallet_id' } },
      },
    },
  },
  errors: ['wallet_taken', 'currency_differs', 'too_many_wallets', 'idempotency_key_reused'],
});

export const wallets = route({
  route: 'GET /api/user/wallets',
  operationId: 'wallets',
  summary: 'List your wallets',
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ query: pageQuery(WalletId) }),
  responses: {
    200: {
      description: 'A page of your wallets, in the order of their ids.',
      body: z.array(Wallet),
      headers: LinkHeader,
    },
  },
});

export const balance = route({
  route: 'GET /api/user/balance/{id}',
  operationId: 'balance',
  summary: "Get a wallet's balance",
  description: "The current balance, read from the wallet's shard with strong consistency.",
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({
    path: z.object(ownWalletPath),
    query: z.object({
      at: doc(
        z.optional(Timestamp),
        'A past time, for which the response is a PastBalance. Use `GET /api/user/balance/{id}/at/{time}` instead.',
        '2026-11-01T00:00:00+01:00',
        { format: 'date-time', deprecated: true, param: { deprecated: true } },
      ),
    }),
  }),
  responses: { 200: { description: 'The balance.', body: Balance, deprecatedBody: PastBalance } },
  errors: ['wallet_not_found', 'unavailable'],
});

export const balanceAt = route({
  route: 'GET /api/user/balance/{id}/at/{time}',
  operationId: 'balanceAt',
  summary: "Get a wallet's balance at a past time",
  description:
    'The balance according to the statement: that of the last entry posted by that time. Postings of the last minute may still be missing. For a time within the last minute the response has the balance of one minute ago, and `as_of` says so. While an entry up to then may still be missing, the response is 503. For a time before the first entry of a wallet that is older than its statement, a transfer counts from its `committed_at` on.',
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({
    path: z.object({
      ...ownWalletPath,
      time: doc(
        Timestamp,
        'A past time with an offset (RFC 3339). A time up to 10 seconds ahead counts as now.',
        '2026-11-01T00:00:00Z',
        { format: 'date-time' },
      ),
    }),
  }),
  responses: { 200: { description: 'The balance at that time.', body: PastBalance } },
  errors: ['wallet_not_found', 'unavailable'],
});
