import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { ScheduleChangeBody } from '../domain/schedule-rules.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { route } from './route.ts';
import { ScheduleRequest } from './schedule-request.ts';
import { SCHEDULED, schedulePath } from './scheduled-transfers.ts';

// Their bodies check rules of repetition, which no other function needs.

export const scheduleTransfer = route({
  route: 'POST /api/user/scheduled_transfers',
  operationId: 'scheduleTransfer',
  summary: 'Schedule a transfer, once or repeatedly',
  description:
    'Each payment is a transfer like any other, which starts within about a minute of its time, exactly once. Every payment that is due is made: after an outage all that were missed follow, in their order. One that ends INVALID, for lack of funds for example, is not tried again, and the next comes at its time. A wallet has up to 100 active scheduled transfers. A user with a second factor confirms the session first, as for a payment: when it is scheduled, and not at each payment.',
  tag: 'Scheduled transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ body: ScheduleRequest, headers: IdempotencyHeaders }),
  responses: {
    201: {
      ...SCHEDULED,
      links: {
        scheduledTransfer: {
          operationId: 'scheduledTransfer',
          parameters: { id: '$response.body#/from_id', ScheduleID: '$response.body#/ScheduleID' },
        },
      },
    },
  },
  errors: ['step_up_required', 'wallet_not_found', 'too_many_schedules', 'idempotency_key_reused'],
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
    path: z.object(schedulePath),
    body: doc(ScheduleChangeBody, 'The changes.', { amount: '67000', note: 'Rent and garage' }),
  }),
  responses: { 200: SCHEDULED },
  errors: [
    'step_up_required',
    'wallet_not_found',
    'schedule_not_found',
    'already_started',
    'already_cancelled',
    'unavailable',
  ],
});
