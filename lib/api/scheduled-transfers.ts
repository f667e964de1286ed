import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { ScheduleChangeBody } from '../domain/schedule-rules.ts';
import { TxId } from '../domain/transfer.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { ScheduleRequest } from './schedule-request.ts';
import { ScheduledTransfer } from './scheduled-transfer.ts';

const path = {
  ...ownWalletPath,
  ScheduleID: doc(z.string(), 'Id of a scheduled transfer of the wallet.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
};
const ANSWER = { description: 'The scheduled transfer.', body: ScheduledTransfer };

export const scheduleTransfer = route({
  route: 'POST /api/user/scheduled_transfers',
  operationId: 'scheduleTransfer',
  summary: 'Schedule a transfer, once or repeatedly',
  description:
    'Each payment is a transfer like any other, which starts within about a minute of its time, exactly once. Every payment that is due is made: after an outage all that were missed follow, in their order. One that ends INVALID, for lack of funds for example, is not tried again, and the next comes at its time. A wallet has up to 100 active scheduled transfers.',
  tag: 'Scheduled transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ body: ScheduleRequest, headers: IdempotencyHeaders }),
  responses: {
    201: {
      ...ANSWER,
      links: {
        scheduledTransfer: {
          operationId: 'scheduledTransfer',
          parameters: { id: '$response.body#/from_id', ScheduleID: '$response.body#/ScheduleID' },
        },
      },
    },
  },
  errors: ['wallet_not_found', 'too_many_schedules', 'idempotency_key_reused'],
});

export const scheduledTransfers = route({
  route: 'GET /api/user/scheduled_transfers/{id}',
  operationId: 'scheduledTransfers',
  summary: "List a wallet's scheduled transfers",
  description:
    'Newest first, those that are done or cancelled too. A page may be short or empty and still lead to a next page.',
  tag: 'Scheduled transfers',
  caller: 'user',
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
  rateLimit: 'reads',
  input: z.object({ path: z.object(path) }),
  responses: { 200: ANSWER },
  errors: ['wallet_not_found', 'schedule_not_found'],
});

export const changeScheduledTransfer = route({
  route: 'PATCH /api/user/scheduled_transfers/{id}/{ScheduleID}',
  operationId: 'changeScheduledTransfer',
  summary: 'Change the payments to come',
  description:
    'A JSON Merge Patch (RFC 7396): what it names changes, null removes a text, and everything else stays. A payment that has started is not changed: either the change or the start comes first. Payees do not change: cancel, and schedule another.',
  tag: 'Scheduled transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object(path),
    body: doc(ScheduleChangeBody, 'The changes.', { amount: '67000', note: 'Rent and garage' }),
  }),
  responses: { 200: ANSWER },
  errors: ['wallet_not_found', 'schedule_not_found', 'already_started', 'already_cancelled'],
});

export const cancelScheduledTransfer = route({
  route: 'DELETE /api/user/scheduled_transfers/{id}/{ScheduleID}',
  operationId: 'cancelScheduledTransfer',
  summary: 'Cancel the payments to come',
  description: 'A payment that has started goes on. The scheduled transfer stays in the list.',
  tag: 'Scheduled transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ path: z.object(path) }),
  responses: { 200: ANSWER },
  errors: ['wallet_not_found', 'schedule_not_found', 'already_started', 'already_cancelled'],
});

/** Every route of scheduled transfers. */
export const SCHEDULED_TRANSFER_ROUTES = [
  scheduleTransfer,
  scheduledTransfers,
  scheduledTransfer,
  changeScheduledTransfer,
  cancelScheduledTransfer,
] as const;
