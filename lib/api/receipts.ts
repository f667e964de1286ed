import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { fields } from './fields.ts';
import { ownTransactionPath, ownWalletPath } from './own-wallet-path.ts';
import { route } from './route.ts';
import { StatementEntry } from './statement-entry.ts';

const hash = z.string().check(z.regex(/^[0-9A-Za-z_-]{43}$/));
const HASH = 'D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0';
/** A JWS in compact form. */
const jws = z.string().check(z.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/));
const JWS = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl';

const signed = doc(jws, 'The receipt: a JWS in compact form, signed with a key of `/.well-known/jwks.json`.', JWS);

export const Inclusion = component(
  'Inclusion',
  z.strictObject({
    root: doc(jws, 'The Merkle root of the heads of all statements, signed like a receipt.', JWS),
    size: doc(z.int().check(z.positive()), 'The number of heads below the root.', 10_000),
    index: doc(z.int().check(z.nonnegative()), 'The position of the leaf.', 4711),
    path: doc(z.array(hash), 'The hashes from the leaf to the root (RFC 6962), in base64url.', [HASH]),
    head: doc(
      z.strictObject({ wallet_id: fields.walletId, seq: z.int().check(z.positive()), hash }),
      'The last entry of the wallet below the root. It is what the leaf is made of.',
      { wallet_id: '41', seq: 1041, hash: HASH },
    ),
    entries: doc(
      z.array(StatementEntry),
      'The entries from the receipt up to the head, which lead from hash to hash. At most 100: the statement has the others.',
    ),
  }),
  { description: 'Shows that an entry is below a root that was kept.' },
);
export type Inclusion = z.infer<typeof Inclusion>;

export const EntryReceipt = component(
  'EntryReceipt',
  z.strictObject({ receipt: signed, inclusion: z.optional(Inclusion) }),
);
export type EntryReceipt = z.infer<typeof EntryReceipt>;

export const TransactionReceipt = component('TransactionReceipt', z.strictObject({ receipt: signed }));
export type TransactionReceipt = z.infer<typeof TransactionReceipt>;

export const statementReceipt = route({
  route: 'GET /api/user/statement/{id}/{seq}/receipt',
  operationId: 'statementReceipt',
  summary: 'Get a receipt of an entry',
  description:
    'Anybody can verify the receipt offline. With `root` the response also shows that the entry is below a root that was kept. A root is kept every hour: until then the response is 409.',
  tag: 'Receipts',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({
    path: z.object({ ...ownWalletPath, seq: doc(z.string(), 'Number of an entry of the statement.', '1041') }),
    query: z.object({
      root: doc(z.optional(z.literal('latest')), 'The newest root that was kept.', 'latest'),
    }),
  }),
  responses: { 200: { description: 'The receipt.', body: EntryReceipt } },
  errors: ['wallet_not_found', 'root_not_kept', 'unavailable'],
});

export const transactionReceipt = route({
  route: 'GET /api/user/transactions/{id}/{TxID}/receipt',
  operationId: 'transactionReceipt',
  summary: 'Get a receipt of a final transaction',
  description:
    'It states the transaction as the owner of this wallet sees it. Anybody can verify it offline. A transaction that is not final is a 409.',
  tag: 'Receipts',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownTransactionPath) }),
  responses: { 200: { description: 'The receipt.', body: TransactionReceipt } },
  errors: ['wallet_not_found', 'transaction_not_final'],
});
