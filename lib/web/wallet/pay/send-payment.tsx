import { useRef } from 'preact/hooks';
import { HOLD_FIRST } from '../../texts/holds.ts';
import { CONFIRM, payeeLabels } from '../../texts/pay.ts';
import { Notice } from '../../ui/notice.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { Time } from '../../ui/time.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import type { Intent } from '../intent.ts';
import { type Payment, totalOf } from '../payment.ts';
import { usePayment } from './use-payment.ts';

/** The button that pays, or what has become of the payment already. */
export function SendPayment({ payment, currency }: { payment: Payment; currency: string }) {
  const form = useRef<HTMLFormElement>(null);
  const { intent, send, dialog, again } = usePayment(payment);
  const { problem, isBusy, submit } = useSubmit(form, send);
  const isSent = intent.state === 'sent';
  const isOpen = intent.state === 'ready' || isSent;
  // Such a problem has a button that sends again.
  const hasRetry = problem?.isTransient === true;
  return (
    <>
      {problem && <Problem problem={problem} onRetry={submit} labels={payeeLabels(payment.payees.length)} />}
      {!isBusy && !problem && isSent && (
        <Notice tone="warning" title={CONFIRM.sent.title} spoken>
          {CONFIRM.sent.detail}
        </Notice>
      )}
      {!isOpen && <Over payment={payment} intent={intent} onAgain={again} />}
      {isOpen && !hasRetry && (
        <form ref={form} onSubmit={submit}>
          <SubmitButton
            label={
              isSent && !isBusy
                ? CONFIRM.sent.submit
                : (payment.holdUntil ? HOLD_FIRST : CONFIRM).submit(
                    format.amount(totalOf(payment.payees) ?? '0', currency),
                  )
            }
            isBusy={isBusy}
          />
        </form>
      )}
      <a class="btn btn-ghost" href={addresses.pay}>
        {CONFIRM.edit}
      </a>
      {dialog}
      <ActionCode action={{ kind: 'pay', ...payment, idempotencyKey: intent.key }} />
    </>
  );
}

/** A payment that is made, or of which it is not known. Only the person decides to pay it once more. */
function Over({ payment, intent, onAgain }: { payment: Payment; intent: Intent; onAgain: () => void }) {
  const isPaid = intent.state === 'paid';
  const texts = isPaid ? CONFIRM.paid : CONFIRM.uncertain;
  const link = isPaid
    ? { href: addresses.transaction(payment.from, intent.TxID), label: CONFIRM.paid.show }
    : { href: addresses.transactions(payment.from), label: CONFIRM.uncertain.transfers };
  return (
    <Notice tone="warning" title={texts.title} spoken>
      {isPaid ? <Time at={new Date(intent.since).toISOString()} as="age" /> : CONFIRM.uncertain.detail}
      <span class="mt-3 flex flex-wrap gap-2">
        <a class="btn btn-sm btn-primary" href={link.href}>
          {link.label}
        </a>
        <button type="button" class="btn btn-sm" onClick={onAgain}>
          {texts.again}
        </button>
      </span>
    </Notice>
  );
}
