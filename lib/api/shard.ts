import * as z from 'zod/mini';
import { Currency } from '../domain/currency.ts';
import { component, doc } from '../domain/doc.ts';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { FROZEN } from '../domain/wallet-controls.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { pageQuery } from './page.ts';
import { ELSEWHERE, shardRoute } from './route.ts';
import { transactionId } from './shard-legs.ts';
import { Vector } from './statement-entry.ts';

export const OpenedWallet = component('OpenedWallet', z.object({ wallet_id: fields.walletId }));
export type OpenedWallet = z.infer<typeof OpenedWallet>;

/** Of a wallet whose statement is open. */
const statement = {
  posted: doc(z.optional(fields.money), 'The booked balance: that after the last entry of the statement.', '1250'),
  seq: doc(z.optional(z.int().check(z.nonnegative())), 'The number of the last entry of the statement.', 17),
};

/** The fields of a wallet's statement, if it is open. */
export function statementFields({ statement }: Pick<ShardWallet, 'statement'>): { posted?: string; seq?: number } {
  return statement ? { posted: statement.posted.toString(), seq: statement.seq } : {};
}

export const ShardBalance = component(
  'ShardBalance',
  z.object({
    wallet_id: fields.walletId,
    currency: z.optional(Currency),
    balance: doc(fields.money, 'The sum of `available` and `reserved`.'),
    available: doc(fields.money, 'Money that transactions can hold.', '1200'),
    reserved: doc(fields.money, 'Money that transactions hold.', '50'),
    frozen: doc(z.optional(z.enum(FROZEN)), 'What the freezes of its owner and of an operator refuse together.', 'all'),
    closed_at: doc(z.optional(z.int()), 'When it was closed, in milliseconds since 1970.', 1_795_412_345_678),
    ...statement,
  }),
);
export type ShardBalance = z.infer<typeof ShardBalance>;

/** A page may end among the stripes of a wallet, which the table has beside the wallet's own item. */
const PageCursor = z
  .string()
  .check(
    z.regex(/^[0-9]{1,512}(#[1-9][0-9]?)?$/, 'must be the cursor of a page'),
    z.meta({ minLength: 1, maxLength: 515, example: '41' }),
  );

export const WalletPage = component(
  'WalletPage',
  z.object({
    wallets: z.array(
      z.object({
        wallet_id: fields.walletId,
        balance: fields.money,
        currency: z.optional(Currency),
        credit_limit: doc(fields.money, 'How far the balance may go below zero.', '0'),
        ...statement,
        posted_at: doc(
          z.optional(z.int()),
          'When the last entry was posted, in milliseconds since 1970.',
          1_795_412_345_678,
        ),
        head: doc(
          z.optional(
            z.object({
              seq: z.int(),
              hash: z.string(),
              balance: z.optional(fields.money),
              vector: z.optional(Vector),
            }),
          ),
          'The last entry of the statement that is written. It is at most as new as `seq`. Of a wallet in stripes it may be newer. Its `vector` says how many postings of each item are there up to it.',
          { seq: 1041, hash: 'D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0', balance: '1250' },
        ),
        vector: doc(
          z.optional(Vector),
          'Of a wallet in stripes: how many postings each item has, by the number of the stripe. 0 is its own item. They add up to `seq`.',
          { 0: 1000, 1: 25, 2: 16 },
        ),
        op: doc(z.optional(z.int()), 'The number of the move that wrote it last; absent if none did.', 7),
        moving: doc(
          z.optional(z.object({ op: z.int(), to: z.int() })),
          'While it moves to another shard: the number of the move, and the shard. Nothing changes it here.',
          { op: 7, to: 2 },
        ),
        holds: z.array(
          z.object({
            transaction_id: transactionId,
            reserved: doc(fields.money, 'Money that the transaction holds.', '50'),
          }),
        ),
      }),
    ),
    moved: doc(
      z.optional(z.array(z.object({ wallet_id: fields.walletId, op: z.int(), to: z.int() }))),
      'Wallets of the page that have moved away: the number of the move, and the shard to ask. Absent if there are none.',
      [{ wallet_id: '41', op: 7, to: 2 }],
    ),
    next_cursor: doc(z.optional(PageCursor), 'Where the next page starts. The last page has no cursor.'),
  }),
);
export type WalletPage = z.infer<typeof WalletPage>;

export const createWallet = shardRoute({
  route: 'POST /api/createwallet',
  operationId: 'createWallet',
  summary: 'Create a wallet without money',
  description:
    'A wallet that exists stays as it is. In another currency it is an error. Without `claimed_shard`, the id of a new wallet modulo the number of shards is the number of this shard.',
  input: z.object({
    body: z.strictObject({
      wallet_id: WalletId,
      currency: z.optional(Currency),
      claimed_shard: doc(
        z.optional(z.int('must be a whole number').check(z.nonnegative('must be 0 or more'))),
        'The shard that the directory names for the wallet: this one.',
        1,
      ),
    }),
  }),
  granted: ({ body: { wallet_id, claimed_shard: claimed } }) => ({
    wallet_id,
    ...(claimed !== undefined && { claimed_shard: String(claimed) }),
  }),
  responses: {
    200: {
      description: 'The wallet exists.',
      body: OpenedWallet,
      links: { balance: { operationId: 'balance', parameters: { wallet_id: '$response.body#/wallet_id' } } },
    },
  },
  errors: ['wrong_shard', 'wrong_currency', ...ELSEWHERE],
});

export const balance = shardRoute({
  route: 'GET /api/balance/{wallet_id}',
  operationId: 'balance',
  summary: "Get a wallet's balance",
  input: z.object({ path: z.object({ wallet_id: WalletId }) }),
  granted: ({ path }) => path,
  responses: { 200: { description: 'The balance.', body: ShardBalance } },
  errors: ['invalid_input', 'no_such_wallet', ...ELSEWHERE],
});

export const wallets = shardRoute({
  route: 'GET /api/wallets',
  operationId: 'wallets',
  summary: 'List all wallets',
  description:
    'The audit reads every wallet with its holds. A wallet that has moved away is not among `wallets`, but among `moved`. One that is moving may be on two shards at once.',
  input: z.object({
    query: z.extend(pageQuery(PageCursor), {
      wallet_id: doc(z.optional(WalletId), 'Only this wallet, if it is or was here.'),
    }),
  }),
  granted: ({ query: { wallet_id } }) => (wallet_id === undefined ? {} : { wallet_id }),
  responses: { 200: { description: 'A page of wallets.', body: WalletPage } },
  errors: [],
});
