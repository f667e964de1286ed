import * as z from 'zod/mini';
import { formatSigned, SignedAmount } from '../domain/amount.ts';
import { Deadline } from '../domain/deadline.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { pageQuery } from './page.ts';
import { shardRoute } from './route.ts';

/**
 * A transaction's id as a shard takes it: the orchestrator's choice, bounded, as it becomes part of the item. It begins with no `_`:
 * a map has no room for `__proto__`.
 */
export const TransactionId = z.string({ error: 'must be a string' }).check(
  z.regex(/^(?!_)[0-9A-Za-z_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _, and not begin with _'),
  z.meta({
    minLength: 1,
    maxLength: 64,
    description: "A transaction: the orchestrator's choice.",
    example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  }),
);

const DebitHeld = z
  .boolean('must be true or false')
  .check(z.meta({ description: "Of a credit: the same transaction's debit is held already.", example: true }));

const transactionId = z.string().check(z.meta({ example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P' }));

function done<const S extends string>(...status: S[]) {
  return z.object({ transaction_id: transactionId, wallet_id: fields.walletId, status: z.enum(status) });
}

const held = { transaction_id: '$response.body#/transaction_id', wallet_id: '$response.body#/wallet_id' };

export const Reserved = done('held').check(z.meta({ id: 'Reserved' }));
export type Reserved = z.infer<typeof Reserved>;
export const Committed = done('committed', 'already applied').check(z.meta({ id: 'Committed' }));
export type Committed = z.infer<typeof Committed>;
export const RolledBack = done('rolled back', 'already applied').check(z.meta({ id: 'RolledBack' }));
export type RolledBack = z.infer<typeof RolledBack>;
export const OpenedWallet = z.object({ wallet_id: fields.walletId }).check(z.meta({ id: 'OpenedWallet' }));
export type OpenedWallet = z.infer<typeof OpenedWallet>;

export const ShardBalance = z
  .object({
    wallet_id: fields.walletId,
    balance: fields.money,
    available: fields.money.check(z.meta({ example: '1200' })),
    reserved: fields.money.check(z.meta({ example: '50' })),
  })
  .check(z.meta({ id: 'ShardBalance' }));
export type ShardBalance = z.infer<typeof ShardBalance>;

export const WalletPage = z
  .object({
    wallets: z.array(
      z.object({
        wallet_id: fields.walletId,
        balance: fields.money,
        credit_limit: fields.money.check(z.meta({ example: '0' })),
        holds: z.array(
          z.object({ transaction_id: transactionId, reserved: fields.money.check(z.meta({ example: '50' })) }),
        ),
      }),
    ),
    next_cursor: z.optional(fields.walletId).check(z.meta({ description: 'Missing on the last page.' })),
  })
  .check(z.meta({ id: 'WalletPage' }));
export type WalletPage = z.infer<typeof WalletPage>;

export const createWallet = shardRoute({
  route: 'POST /api/createwallet',
  operationId: 'createWallet',
  summary: 'Open a wallet without money',
  description: 'One that is open stays as it is.',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId }) }),
  granted: ({ body }) => body,
  responses: {
    200: {
      description: 'It is open.',
      body: OpenedWallet,
      links: { balance: { operationId: 'balance', parameters: { wallet_id: '$response.body#/wallet_id' } } },
    },
  },
  errors: ['wrong_shard'],
});

export const reserve = shardRoute({
  route: 'POST /api/reserve',
  operationId: 'reserve',
  summary: 'Hold an amount for a transaction',
  description:
    'A debit lowers what is available. The same again is a success; the same transaction with other values is 409. ' +
    'A credit finds room in the first 100 of 200 places, or in all of them with `debit_held`.',
  input: z.object({
    body: z.pipe(
      z.strictObject({
        transaction_id: TransactionId,
        wallet_id: WalletId,
        amount: SignedAmount,
        deadline: Deadline,
        debit_held: z.optional(DebitHeld),
      }),
      z.transform((body) => ({
        transactionId: body.transaction_id,
        walletId: body.wallet_id,
        amount: body.amount,
        deadline: body.deadline,
        debitHeld: body.debit_held,
      })),
    ),
  }),
  granted: ({ body }) => ({
    wallet_id: body.walletId,
    transaction_id: body.transactionId,
    amount: formatSigned(body.amount),
    deadline: String(body.deadline),
  }),
  responses: {
    200: {
      description: 'Held.',
      body: Reserved,
      links: {
        commit: { operationId: 'commit', requestBody: held },
        rollback: { operationId: 'rollback', requestBody: { ...held, deadline: '$request.body#/deadline' } },
      },
    },
  },
  errors: [
    'wrong_shard',
    'no_such_wallet',
    'insufficient_funds',
    'transaction_mismatch',
    'transaction_settled',
    'deadline_passed',
    'too_many_open_transactions',
  ],
});

export const commit = shardRoute({
  route: 'POST /api/commit',
  operationId: 'commit',
  summary: "End a transaction's hold for good",
  input: z.object({ body: z.strictObject({ transaction_id: TransactionId, wallet_id: WalletId }) }),
  granted: ({ body }) => body,
  responses: { 200: { description: 'Committed, now or before.', body: Committed } },
  errors: ['wrong_shard', 'no_such_wallet'],
});

export const rollback = shardRoute({
  route: 'POST /api/rollback',
  operationId: 'rollback',
  summary: "End a transaction's hold and give a debit back",
  description: 'Without a hold it keeps a late one out.',
  input: z.object({
    body: z.strictObject({ transaction_id: TransactionId, wallet_id: WalletId, deadline: Deadline }),
  }),
  granted: ({ body }) => ({ ...body, deadline: String(body.deadline) }),
  responses: { 200: { description: 'Rolled back, now or before.', body: RolledBack } },
  errors: ['wrong_shard'],
});

export const balance = shardRoute({
  route: 'GET /api/balance/{wallet_id}',
  operationId: 'balance',
  summary: "Read a wallet's balance",
  input: z.object({ path: z.object({ wallet_id: WalletId }) }),
  granted: ({ path }) => path,
  responses: { 200: { description: 'The balance.', body: ShardBalance } },
  errors: ['invalid_input', 'wrong_shard', 'no_such_wallet'],
});

export const wallets = shardRoute({
  route: 'GET /api/wallets',
  operationId: 'wallets',
  summary: 'Read all wallets, page by page, for the audit',
  input: z.object({ query: pageQuery(WalletId) }),
  granted: () => ({}),
  responses: { 200: { description: 'A page.', body: WalletPage } },
  errors: [],
});
