import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { MAX_STRIPES } from '../domain/stripes.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { ELSEWHERE, shardRoute } from './route.ts';

/** A wallet with one stripe would be slower than one without: it has two items, and uses one. */
export const MIN_STRIPES = 2;
const RULE = `must be from ${MIN_STRIPES} to ${MAX_STRIPES}`;

const Stripes = doc(
  z.int('must be a whole number').check(z.gte(MIN_STRIPES, RULE), z.lte(MAX_STRIPES, RULE)),
  'How many stripes the wallet is to have.',
  8,
);

export const StripedWallet = component(
  'StripedWallet',
  z.object({
    wallet_id: fields.walletId,
    stripes: doc(z.int().check(z.positive()), 'How many stripes the wallet has.', 8),
  }),
);
export type StripedWallet = z.infer<typeof StripedWallet>;

export const stripeWallet = shardRoute({
  route: 'POST /api/stripewallet',
  operationId: 'stripeWallet',
  summary: 'Give a wallet stripes',
  description:
    'Stripes are items beside that of the wallet itself. Credits that name one are on it. The wallet keeps those that it has: with a smaller number than before nothing changes, and the response says how many there are.',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId, stripes: Stripes }) }),
  granted: ({ body }) => body,
  responses: { 200: { description: 'The stripes afterwards.', body: StripedWallet } },
  errors: ['no_such_wallet', 'wallet_closed', ...ELSEWHERE],
});
