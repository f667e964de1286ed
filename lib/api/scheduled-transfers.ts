import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { TxId } from '../domain/transfer.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { ScheduledTransfer } from './scheduled-transfer.ts';

/** The path of a scheduled transfer. */
export const schedulePath = {
  ...ownWalletPath,
  ScheduleID: doc(z.string(), 'Id of a scheduled transfer of the wallet.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
};
/** The response with one. */
export const SCHEDULED = { description: 'The scheduled transfer.', body: ScheduledTransfer };

export const scheduledTransfers = route({
  route: 'GET /api/user/scheduled_transfers/{id}',
  operationId: 'scheduledTransfers',
  summary: "List a wallet's scheduled transfers",
  description:
    'Newest first, those that are done or cancelled too. A page may be short or empty and still lead to a next page.',
  tag: 'Scheduled transfers',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath), query: pageQuery(TxId) }),
  responses: {
    200: {
      description: 'A page of scheduled transfers, each with its last payment.',
      body: z.array(ScheduledTransfer),
      headers: LinkHeader,
    },
    204: { description: 'There are none, and there is no next page.' },
  },
  errors: ['wallet_not_found'],
});

export const scheduledTransfer = route({
  route: 'GET /api/user/scheduled_transfers/{id}/{ScheduleID}',
  operationId: 'scheduledTransfer',
  summary: 'Get a scheduled transfer with its last payments',
  tag: 'Scheduled transfers',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(schedulePath) }),
  responses: { 200: SCHEDULED },
  errors: ['wallet_not_found', 'schedule_not_found'],
});

export const cancelScheduledTransfer = route({
  route: 'DELETE /api/user/scheduled_transfers/{id}/{ScheduleID}',
  operationId: 'cancelScheduledTransfer',
  summary: 'Cancel the payments to come',
  description: 'A payment that has started goes on. The scheduled transfer stays in the list.',
  tag: 'Scheduled transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ path: z.object(schedulePath) }),
  responses: { 200: SCHEDULED },
  errors: ['wallet_not_found', 'schedule_not_found', 'already_started', 'already_cancelled', 'unavailable'],
});
