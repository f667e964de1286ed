import * as z from 'zod/mini';
import { Timestamp } from '../domain/timestamp.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';

const status = z
  .enum(['CREATING', 'ACTIVE'])
  .check(z.meta({ id: 'WalletStatus', description: 'ACTIVE as soon as its shard has opened it.', example: 'ACTIVE' }));

export const CreatedWallet = z
  .strictObject({ wallet_id: fields.walletId, status })
  .check(z.meta({ id: 'CreatedWallet' }));
export type CreatedWallet = z.infer<typeof CreatedWallet>;

export const Wallet = z
  .strictObject({ wallet_id: fields.walletId, status, created_at: fields.time })
  .check(z.meta({ id: 'Wallet' }));
export type Wallet = z.infer<typeof Wallet>;

export const Balance = z
  .strictObject({
    wallet_id: fields.walletId,
    balance: fields.money.check(z.meta({ description: 'available + reserved.' })),
    available: fields.money.check(z.meta({ description: 'What a transfer can take.' })),
    reserved: fields.money.check(z.meta({ description: 'Held by transfers in flight.', example: '0' })),
    last_transaction: z.nullable(
      z.strictObject({
        TxID: fields.txId,
        status: fields.status,
        note: fields.statusNote,
        initiated_at: fields.time,
      }),
    ),
  })
  .check(z.meta({ id: 'Balance' }));
export type Balance = z.infer<typeof Balance>;

export const PastBalance = z
  .strictObject({
    wallet_id: fields.walletId,
    at: fields.time.check(z.meta({ description: 'The time that was asked for.' })),
    as_of: fields.time.check(
      z.meta({
        description:
          'The time that the balance is of: `at`, or a minute before the request if `at` is later than that. What was decided since may still be being written. The balance as of one time never changes.',
      }),
    ),
    balance: fields.money,
  })
  .check(z.meta({ id: 'PastBalance', description: 'The answer to `at`.' }));
export type PastBalance = z.infer<typeof PastBalance>;

/** A wallet in a path. What is no wallet's id gets the same 404 as another user's wallet. */
export const ownWalletPath = {
  id: z.string().check(z.meta({ description: 'A wallet of yours.', example: '41' })),
};

export const createWallet = route({
  route: 'POST /api/user/create_wallet',
  operationId: 'createWallet',
  summary: 'Open a wallet',
  description:
    'Again for a wallet that is yours already changes nothing. Money can be sent to it as soon as it is ACTIVE.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId }), headers: IdempotencyHeaders }),
  responses: {
    202: {
      description: 'The wallet is yours; its shard opens it.',
      body: CreatedWallet,
      links: {
        balance: { operationId: 'balance', parameters: { id: '$response.body#/wallet_id' } },
        transactions: { operationId: 'transactions', parameters: { id: '$response.body#/wallet_id' } },
      },
    },
  },
  errors: ['wallet_taken', 'too_many_wallets', 'idempotency_key_reused'],
});

export const wallets = route({
  route: 'GET /api/user/wallets',
  operationId: 'wallets',
  summary: 'List your wallets',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({ query: pageQuery(WalletId) }),
  responses: { 200: { description: 'Your wallets by id.', body: z.array(Wallet), headers: LinkHeader } },
});

export const balance = route({
  route: 'GET /api/user/balance/{id}',
  operationId: 'balance',
  summary: "Read a wallet's balance",
  description: 'The balance now, as the shard of the wallet has it. It is strongly consistent.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({
    path: z.object(ownWalletPath),
    query: z.object({
      at: z.optional(Timestamp).check(
        z.meta({
          description:
            'A past time, for which the response is a PastBalance. Use `GET /api/user/balance/{id}/at/{time}` instead.',
          example: '2026-11-01T00:00:00+01:00',
          format: 'date-time',
          deprecated: true,
          param: { deprecated: true },
        }),
      ),
    }),
  }),
  responses: { 200: { description: 'The balance.', body: Balance, deprecatedBody: PastBalance } },
  errors: ['wallet_not_found'],
});

export const balanceAt = route({
  route: 'GET /api/user/balance/{id}/at/{time}',
  operationId: 'balanceAt',
  summary: "Read a wallet's balance at a past time",
  description:
    'The balance according to the journal: the credits decided by that time, less the debits decided by that time. Decisions of the last minute may not be complete. For a time within the last minute the response has the balance of one minute ago, and `as_of` says so. The balance at one `as_of` never changes.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({
    path: z.object({
      ...ownWalletPath,
      time: Timestamp.check(
        z.meta({
          description: 'A past time, with an offset (RFC 3339). A time up to 10 seconds ahead counts as now.',
          example: '2026-11-01T00:00:00Z',
          format: 'date-time',
        }),
      ),
    }),
  }),
  responses: { 200: { description: 'The balance at that time.', body: PastBalance } },
  errors: ['wallet_not_found'],
});
