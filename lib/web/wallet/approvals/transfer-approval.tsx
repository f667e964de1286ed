import type { TransactionDetail } from 'mib/client';
import { APPROVALS } from '../../texts/approvals.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { format } from '../../ui/person.ts';
import { addresses } from '../addresses.ts';

const TEXT = APPROVALS.transfer;

/** The approval that a payment needs, and who decided about it. */
export function TransferApproval({ transfer: { approval, expires_at } }: { transfer: TransactionDetail }) {
  if (!approval) return null;
  const { state, asked_by, decided_by } = approval;
  return (
    <Card title={TEXT.title}>
      {state === 'waiting' && expires_at !== undefined && (
        <p class="mb-3 text-sm">{TEXT.waiting(format.timeShort(expires_at))}</p>
      )}
      <dl class="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2 text-sm [overflow-wrap:anywhere]">
        <Fact name={TEXT.asked}>{asked_by}</Fact>
        {decided_by !== undefined && (state === 'approved' || state === 'rejected') && (
          <Fact name={TEXT[state]}>{decided_by}</Fact>
        )}
      </dl>
      {state === 'waiting' && (
        <a class="btn btn-sm mt-4" href={addresses.approvals}>
          {TEXT.link}
        </a>
      )}
    </Card>
  );
}
