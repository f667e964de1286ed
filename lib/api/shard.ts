import * as z from 'zod/mini';
import { formatSigned, SignedAmount } from '../domain/amount.ts';
import { Deadline } from '../domain/deadline.ts';
import { component, doc } from '../domain/doc.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { pageQuery } from './page.ts';
import { shardRoute } from './route.ts';

/**
 * A transaction's id at a shard. The orchestrator chooses it. It is bounded, because it becomes
 * part of the wallet's item. It must not begin with `_`, because a JavaScript object has
 * `__proto__`.
 */
export const TransactionId = doc(
  z
    .string({ error: 'must be a string' })
    .check(z.regex(/^(?!_)[0-9A-Za-z_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _, and not begin with _')),
  'Id of a transaction, which the orchestrator chooses.',
  '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  { minLength: 1, maxLength: 64 },
);

const DebitHeld = doc(
  z.boolean('must be true or false'),
  'For credits: whether the debit of the same transaction is held.',
  true,
);

const transactionId = doc(z.string(), 'Id of a transaction.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P');

function done<const S extends string>(name: string, ...status: S[]) {
  const fieldsOfAll = { transaction_id: transactionId, wallet_id: fields.walletId };
  return component(name, z.object({ ...fieldsOfAll, status: z.enum(status) }));
}

const held = { transaction_id: '$response.body#/transaction_id', wallet_id: '$response.body#/wallet_id' };

export const Reserved = done('Reserved', 'held');
export type Reserved = z.infer<typeof Reserved>;
export const Committed = done('Committed', 'committed', 'already applied');
export type Committed = z.infer<typeof Committed>;
export const RolledBack = done('RolledBack', 'rolled back', 'already applied');
export type RolledBack = z.infer<typeof RolledBack>;
export const OpenedWallet = component('OpenedWallet', z.object({ wallet_id: fields.walletId }));
export type OpenedWallet = z.infer<typeof OpenedWallet>;

export const ShardBalance = component(
  'ShardBalance',
  z.object({
    wallet_id: fields.walletId,
    balance: doc(fields.money, 'The sum of `available` and `reserved`.'),
    available: doc(fields.money, 'Money that transactions can hold.', '1200'),
    reserved: doc(fields.money, 'Money that transactions hold.', '50'),
  }),
);
export type ShardBalance = z.infer<typeof ShardBalance>;

export const WalletPage = component(
  'WalletPage',
  z.object({
    wallets: z.array(
      z.object({
        wallet_id: fields.walletId,
        balance: fields.money,
        credit_limit: doc(fields.money, 'How far the balance may go below zero.', '0'),
        holds: z.array(
          z.object({
            transaction_id: transactionId,
            reserved: doc(fields.money, 'Money that the transaction holds.', '50'),
          }),
        ),
      }),
    ),
    next_cursor: doc(z.optional(fields.walletId), 'Where the next page starts. The last page has no cursor.'),
  }),
);
export type WalletPage = z.infer<typeof WalletPage>;

export const createWallet = shardRoute({
  route: 'POST /api/createwallet',
  operationId: 'createWallet',
  summary: 'Create a wallet without money',
  description: 'A wallet that exists stays as it is.',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId }) }),
  granted: ({ body }) => body,
  responses: {
    200: {
      description: 'The wallet exists.',
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
    'A debit lowers the available balance. Repeating the same request succeeds. The same transaction with other values is an error (409). A wallet has room for 200 holds. A credit may take the first 100, or all of them with `debit_held`.',
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
      description: 'The amount is held.',
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
  summary: 'Commit a transaction',
  description: 'Ends the hold and applies its amount to the balance.',
  input: z.object({ body: z.strictObject({ transaction_id: TransactionId, wallet_id: WalletId }) }),
  granted: ({ body }) => body,
  responses: { 200: { description: 'Committed by this request or an earlier one.', body: Committed } },
  errors: ['wrong_shard', 'no_such_wallet'],
});

export const rollback = shardRoute({
  route: 'POST /api/rollback',
  operationId: 'rollback',
  summary: 'Roll back a transaction',
  description:
    'Ends the hold and leaves the balance as it is. A later reserve of the same transaction is an error (409).',
  input: z.object({
    body: z.strictObject({ transaction_id: TransactionId, wallet_id: WalletId, deadline: Deadline }),
  }),
  granted: ({ body }) => ({ ...body, deadline: String(body.deadline) }),
  responses: { 200: { description: 'Rolled back by this request or an earlier one.', body: RolledBack } },
  errors: ['wrong_shard'],
});

export const balance = shardRoute({
  route: 'GET /api/balance/{wallet_id}',
  operationId: 'balance',
  summary: "Get a wallet's balance",
  input: z.object({ path: z.object({ wallet_id: WalletId }) }),
  granted: ({ path }) => path,
  responses: { 200: { description: 'The balance.', body: ShardBalance } },
  errors: ['invalid_input', 'wrong_shard', 'no_such_wallet'],
});

export const wallets = shardRoute({
  route: 'GET /api/wallets',
  operationId: 'wallets',
  summary: 'List all wallets',
  description: 'The audit reads every wallet with its holds.',
  input: z.object({ query: pageQuery(WalletId) }),
  granted: () => ({}),
  responses: { 200: { description: 'A page of wallets.', body: WalletPage } },
  errors: [],
});
