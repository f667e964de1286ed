import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { TxId } from '../domain/transfer.ts';
import { fields } from './fields.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { Payee } from './transaction.ts';

export const HoldStatus = z.enum(['authorised', 'capturing', 'awaiting_approval', 'approved']);

export const Hold = component(
  'Hold',
  z.strictObject({
    TxID: fields.txId,
    from_id: doc(fields.walletId, 'Id of the wallet that pays.'),
    to_id: doc(
      z.optional(fields.walletId),
      'Id of the wallet that may capture it, or is paid. A payment to several that waits for an approval has `to`.',
      '42',
    ),
    to: z.optional(z.array(Payee)),
    amount: fields.signedAmount,
    currency: fields.currency,
    authorised_at: fields.authorisedAt,
    expires_at: fields.expiresAt,
    status: doc(
      HoldStatus,
      'authorised: the payee may capture or void it. capturing: the payee has captured it, and the money moves now. In a payment that needs an approval, awaiting_approval: nobody has approved it yet. In such a payment, approved: the money moves now.',
      'authorised',
    ),
  }),
  { description: 'Money that is held for an authorised transfer.' },
);
export type Hold = z.infer<typeof Hold>;

export const holds = route({
  route: 'GET /api/user/holds/{id}',
  operationId: 'holds',
  summary: "List a wallet's holds",
  description:
    'Authorised transfers that this wallet pays or may capture, and payments of it that wait for an approval, as long as they are not decided. The oldest is first. A new one is in the list within seconds.',
  tag: 'Transfers',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath), query: pageQuery(TxId) }),
  responses: {
    200: { description: 'A page of holds.', body: z.array(Hold), headers: LinkHeader },
    204: { description: 'There are no holds, and there is no next page.' },
  },
  errors: ['wallet_not_found'],
});
