import type { Hold } from 'mib/client';
import { APPROVALS } from '../../texts/approvals.ts';
import { HOLDS } from '../../texts/holds.ts';
import { STATUS_TEXTS } from '../../texts/transfers.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { addresses } from '../addresses.ts';
import { calledOrNumber } from '../own-wallets.ts';
import { HoldActions } from './hold-actions.tsx';

export interface HoldRowProps {
  /** The wallet whose list it is in. */
  readonly walletId: string;
  readonly hold: Hold;
  /** Of the wallet, and so of the payment. */
  readonly currency: string;
  /** It is captured or given back. */
  readonly onEnded: () => void;
}

const SHOWN = {
  authorised: 'AUTHORISED',
  capturing: 'CAPTURING',
  awaiting_approval: 'AWAITING',
  approved: 'PROCESSING',
} as const;

function wordsOf(status: Hold['status'], usual: string): string {
  if (status === 'awaiting_approval') return STATUS_TEXTS.AWAITING.detail;
  return status === 'approved' ? APPROVALS.approved : usual;
}

/** What one payment holds, and for a payee what can be done with it. */
export function HoldRow({ walletId, hold, currency, onEnded }: HoldRowProps) {
  const { TxID, from_id, to_id, amount, authorised_at, expires_at, status } = hold;
  const payees = to_id === undefined ? (hold.to ?? []).map((one) => one.to_id) : [to_id];
  const isIncoming = to_id === walletId;
  const until = format.timeShort(expires_at);
  const words = isIncoming
    ? HOLDS.incoming(calledOrNumber(from_id), until)
    : HOLDS.outgoing(payees.map(calledOrNumber).join(', '), until);
  const isCapturing = status === 'capturing';
  return (
    <li class="border-base-300 flex flex-col gap-2 border-t py-3 first:border-t-0 first:pt-0 last:pb-0">
      <div class="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Money amount={amount} currency={currency} signed class="font-semibold" />
        <span class="flex items-center gap-2 text-sm">
          <StatusBadge status={SHOWN[status]} />
          <Time at={authorised_at} as="age" class="text-quiet" />
        </span>
      </div>
      <p class="text-sm [overflow-wrap:anywhere]">{isCapturing ? HOLDS.capturing : wordsOf(status, words)}</p>
      <div class="flex flex-wrap items-center gap-2">
        <a class="link inline-flex min-h-8 items-center text-sm" href={addresses.transaction(walletId, TxID)}>
          {HOLDS.show}
        </a>
        {isIncoming && !isCapturing && (
          <HoldActions
            walletId={walletId}
            TxID={TxID}
            fromId={from_id}
            amount={amount.replace(/^[-+]/, '')}
            currency={currency}
            onEnded={onEnded}
          />
        )}
      </div>
    </li>
  );
}
