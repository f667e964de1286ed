import type { TransactionDetail } from 'mib/client';
import { AUTHORISATION } from '../../texts/holds.ts';
import { shownStatus } from '../../texts/transfers.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { HoldActions } from '../holds/hold-actions.tsx';
import { amountsOf } from './authorised-amounts.ts';

export interface AuthorisationProps {
  readonly transfer: TransactionDetail;
  /** The payee has captured it or given it back. */
  readonly onEnded: (transfer: TransactionDetail) => void;
}

/** The authorisation of a transfer that holds the money first: until when, and what became of it. */
export function Authorisation({ transfer, onEnded }: AuthorisationProps) {
  const { wallet_id, from_id, to_id = '', TxID, authorised_at, expires_at, status, note, currency } = transfer;
  // A payment that needs an approval has a card of its own.
  if (authorised_at === undefined || expires_at === undefined || transfer.approval) return null;
  const isHeld = shownStatus(status, note) === 'AUTHORISED';
  const isPayee = wallet_id === to_id;
  const until = format.timeShort(expires_at);
  const { authorised, captured, back } = amountsOf(transfer);
  return (
    <Card title={AUTHORISATION.title}>
      {isHeld && (
        <p class="mb-3 text-sm [overflow-wrap:anywhere]">
          {isPayee ? AUTHORISATION.payee(until) : AUTHORISATION.payer(shortId(to_id), until)}
        </p>
      )}
      <dl class="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2 text-sm">
        {authorised !== undefined && (
          <Fact name={AUTHORISATION.authorised}>
            <Money amount={authorised} currency={currency} class="font-medium" />
          </Fact>
        )}
        {captured !== undefined && (
          <Fact name={AUTHORISATION.captured}>
            <Money amount={captured} currency={currency} class="font-medium" />
          </Fact>
        )}
        {back !== undefined && (
          <Fact name={AUTHORISATION.back}>
            <Money amount={back} currency={currency} class="font-medium" />
          </Fact>
        )}
        <Fact name={AUTHORISATION.since}>
          <Time at={authorised_at} as="short" />
        </Fact>
        <Fact name={AUTHORISATION.expires}>
          <Time at={expires_at} as="short" />
        </Fact>
      </dl>
      {isHeld && isPayee && authorised !== undefined && (
        <div class="mt-4 flex">
          <HoldActions
            walletId={wallet_id}
            TxID={TxID}
            fromId={from_id}
            amount={authorised}
            currency={currency}
            onEnded={onEnded}
          />
        </div>
      )}
    </Card>
  );
}
