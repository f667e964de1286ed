import type { TransactionDetail } from 'mib/client';
import { useState } from 'preact/hooks';
import { REFUND } from '../../texts/refunds.ts';
import { Card } from '../../ui/card.tsx';
import { Id } from '../../ui/id.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { addresses } from '../addresses.ts';
import { RefundForm } from './refund-form.tsx';
import { refundableOf } from './refundable.ts';

/** The refunds of a payment, and for its payee the form of another one. */
export function RefundsCard({ transfer }: { transfer: TransactionDetail }) {
  const [isOpen, setOpen] = useState(false);
  const { wallet_id, amount, currency, refunds = [], refunded } = transfer;
  const left = refundableOf(transfer);
  if (refunds.length === 0 && left === '0') return null;
  return (
    <Card title={REFUND.title}>
      {refunded !== undefined && (
        <p class="mb-2">
          {REFUND.sum(format.amount(refunded, currency), format.amount(amount.replace(/^[-+]/, ''), currency))}
        </p>
      )}
      <ul class="mb-3 flex flex-col gap-2 text-sm empty:hidden">
        {refunds.map((refund) => (
          <li key={refund.TxID} class="flex flex-wrap items-baseline gap-x-3">
            <Money amount={refund.amount} currency={currency} class="font-medium" />
            <Id id={refund.TxID} what={REFUND.what} href={addresses.transaction(wallet_id, refund.TxID)} />
          </li>
        ))}
      </ul>
      {left !== '0' && !isOpen && (
        <div class="flex flex-wrap items-center gap-3">
          <button type="button" class="btn btn-sm" onClick={() => setOpen(true)}>
            {REFUND.open}
          </button>
          <span class="text-quiet text-sm">{REFUND.left(format.amount(left, currency))}</span>
        </div>
      )}
      {left !== '0' && isOpen && <RefundForm transfer={transfer} left={left} onClose={() => setOpen(false)} />}
    </Card>
  );
}
