import type { ScheduledTransfer } from '../../api/scheduled-transfer.ts';
import { currencyOf } from '../../domain/currency.ts';
import { solePayeeOf } from '../../domain/legs.ts';
import { inOrder } from '../../domain/metadata.ts';
import { RECENT_PAYMENTS, type Schedule, type StartedPayment } from '../../domain/schedule.ts';
import { NOTES, type Transfer } from '../../domain/transfer.ts';

/** A schedule for its owner, with the transfers of its last payments. */
export function scheduleView(schedule: Schedule, transfers: ReadonlyMap<string, Transfer>): ScheduledTransfer {
  const { payment, starting, recent } = schedule;
  const payments = [...recent, ...(starting ? [starting] : [])];
  return {
    ScheduleID: schedule.scheduleId,
    from_id: payment.fromId,
    ...payeesOf(schedule),
    amount: payment.amount.toString(),
    currency: currencyOf(payment),
    ...(payment.reference !== undefined && { reference: payment.reference }),
    ...(payment.payerNote !== undefined && { note: payment.payerNote }),
    ...(payment.metadata && { metadata: { ...inOrder(payment.metadata) } }),
    ...timingOf(schedule),
    status: schedule.status,
    ...(schedule.statusNote !== undefined && { status_note: schedule.statusNote }),
    ...(schedule.nextAt !== undefined && { next_at: rfc3339(schedule.nextAt) }),
    ...(schedule.left !== undefined && { payments_left: schedule.left }),
    created_at: rfc3339(schedule.createdAt),
    payments: payments
      .reverse()
      .slice(0, RECENT_PAYMENTS)
      .map((one) => paymentView(one, transfers.get(one.txId))),
  };
}

function payeesOf({ payment }: Schedule): Pick<ScheduledTransfer, 'to_id' | 'to'> {
  const to_id = solePayeeOf(payment);
  if (to_id !== undefined) return { to_id };
  return { to: payment.credits.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() })) };
}

function timingOf({ timing }: Schedule): Pick<ScheduledTransfer, 'execute_at' | 'repeat'> {
  if ('executeAt' in timing) return { execute_at: rfc3339(timing.executeAt) };
  const { rrule, start, timeZone } = timing.repeat;
  return { repeat: { rrule, start, time_zone: timeZone } };
}

/** A payment whose transfer is not in the journal yet is written there next. */
function paymentView({ number, dueAt, txId }: StartedPayment, transfer: Transfer | undefined) {
  const { status, note } = transfer ?? { status: 'PENDING', note: NOTES.PENDING };
  return { number, due_at: rfc3339(dueAt), TxID: txId, status, note };
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
