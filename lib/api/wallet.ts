import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { LabelChange } from '../domain/wallet-label-rules.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { route } from './route.ts';
import { Wallet } from './wallets.ts';

export const wallet = route({
  route: 'GET /api/user/wallets/{id}',
  operationId: 'wallet',
  summary: 'Get a wallet',
  description: 'The wallet with what you call it, read with strong consistency. Its balance is another request.',
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath) }),
  responses: { 200: { description: 'The wallet.', body: Wallet } },
  errors: ['wallet_not_found'],
});

export const changeWallet = route({
  route: 'PATCH /api/user/wallets/{id}',
  operationId: 'changeWallet',
  summary: 'Change what you call a wallet',
  description:
    'A JSON Merge Patch (RFC 7396) of `name` and `metadata`: what it names changes, null removes, and everything else stays. Of two changes at the same time neither is lost. Repeating a request has no further effect, so it takes no `Idempotency-Key`.',
  tag: 'Wallets',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object(ownWalletPath),
    body: doc(LabelChange, 'The changes.', { name: 'Holidays', metadata: { customer: 'c-119', order: null } }),
  }),
  responses: { 200: { description: 'The wallet after the change.', body: Wallet } },
  errors: ['wallet_not_found', 'unavailable'],
});
