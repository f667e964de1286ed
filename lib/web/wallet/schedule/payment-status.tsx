import type { ScheduledTransfer } from 'mib/client';
import { noteText } from '../../texts/transfers.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';

/** How a payment ended, and why if it was not made. */
export function PaymentStatus({ payment }: { readonly payment: ScheduledTransfer['payments'][number] }) {
  const { status, note } = payment;
  return (
    <>
      <StatusBadge status={status} /> {status !== 'SUCCESSFUL' && noteText(status, note)}
    </>
  );
}
