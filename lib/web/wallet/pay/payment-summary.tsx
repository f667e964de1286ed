import type { ComponentChildren } from 'preact';
import { HOLD_FIRST } from '../../texts/holds.ts';
import { LABELS } from '../../texts/labels.ts';
import { CONFIRM, PAY } from '../../texts/pay.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { shortId } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Id } from '../../ui/id.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { MetadataList } from '../metadata-list.tsx';
import { metadataOf } from '../metadata-rows.ts';
import { calledOrNumber } from '../own-wallets.ts';
import { type Payment, totalOf } from '../payment.ts';
import type { WhenForm } from '../schedule/when.ts';
import { WhenWords } from '../schedule/when-words.tsx';
import { useBalance } from '../wallets/use-balance.ts';
import { isShort } from './form.ts';

export interface PaymentSummaryProps {
  readonly payment: Payment;
  readonly currency: string;
  /** Undefined if it is paid now. */
  readonly when?: WhenForm | undefined;
}

/** All sides of a payment in words, and its texts. */
export function PaymentSummary({ payment, currency, when }: PaymentSummaryProps) {
  const { from, payees, reference, note, metadata, holdUntil } = payment;
  const amount = totalOf(payees) ?? '0';
  const own = metadataOf(metadata);
  return (
    <Card>
      <p class="mb-4">
        <Money amount={amount} currency={currency} hero />
      </p>
      <Side
        icon="send"
        title={(holdUntil ? HOLD_FIRST : CONFIRM).payer(format.amount(amount, currency), calledOrNumber(from))}
        id={from}
      >
        {when ? SCHEDULES.funds[when.kind === 'once' ? 'once' : 'each'] : <Afterwards from={from} amount={amount} />}
      </Side>
      {payees.map((payee) => (
        <Side
          key={payee.to}
          icon="receive"
          title={
            holdUntil
              ? HOLD_FIRST.payee(shortId(payee.to), format.timeShort(holdUntil))
              : CONFIRM.payee(format.amount(payee.amount, currency), shortId(payee.to))
          }
          id={payee.to}
        >
          {payees.length === 1 && (holdUntil ? HOLD_FIRST.terms : CONFIRM.irreversible)}
        </Side>
      ))}
      {payees.length > 1 && (
        <p class="text-quiet py-2 text-sm">
          {CONFIRM.allOrNone} {CONFIRM.irreversible}
        </p>
      )}
      {when && (
        <div class="mt-2">
          <WhenWords when={when} />
        </div>
      )}
      {(reference || note) && (
        <dl class="border-base-300 mt-4 grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 border-t pt-4 text-sm">
          {reference && <Fact name={PAY.labels.reference} value={reference} />}
          {note && <Fact name={PAY.labels.note} value={note} />}
        </dl>
      )}
      {own && (
        <div class="border-base-300 mt-4 border-t pt-4">
          <h2 class="mb-2 text-sm font-medium">{LABELS.metadata}</h2>
          <MetadataList metadata={own} />
        </div>
      )}
    </Card>
  );
}

interface SideProps {
  readonly icon: IconName;
  readonly title: string;
  readonly id: string;
  readonly children: ComponentChildren;
}

function Side({ icon, title, id, children }: SideProps) {
  return (
    <div class="flex gap-3 py-2">
      <span class="bg-base-200 grid size-10 shrink-0 place-items-center rounded-full">
        <Icon name={icon} />
      </span>
      <div class="min-w-0">
        <p class="font-medium [overflow-wrap:anywhere]">{title}</p>
        <p class="text-quiet text-sm">{children}</p>
        {shortId(id) !== id && <WholeNumber id={id} />}
      </div>
    </div>
  );
}

/** A number that the sentence above shortens. */
function WholeNumber({ id }: { id: string }) {
  return (
    <details class="text-sm">
      <summary class="text-quiet cursor-pointer py-1">
        {WALLETS.numberTitle}, {WALLETS.digits(id.length)}
      </summary>
      <p class="amount break-all">{id}</p>
      <Id id={id} what={WALLETS.number} />
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt class="text-quiet">{name}</dt>
      <dd class="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
    </>
  );
}

function Afterwards({ from, amount }: { from: string; amount: string }) {
  const balance = useBalance(from, true);
  if (balance === 'failed') return <>{WALLETS.noBalance}</>;
  if (!balance) return <>{'\u00a0'}</>;
  const { currency } = balance;
  const before = format.amount(balance.available, currency);
  const after = String(BigInt(balance.available) - BigInt(amount));
  return (
    <>
      {isShort(balance.available, amount)
        ? CONFIRM.tooLittle(before)
        : CONFIRM.left(before, format.amount(after, currency))}
    </>
  );
}
