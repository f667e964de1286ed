import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CONFIRM, payeeLabels } from '../../texts/pay.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { announce } from '../../ui/announce.tsx';
import { writeDraft } from '../../ui/draft.ts';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { metadataOf } from '../metadata-rows.ts';
import { payDraft } from '../pay/payments.ts';
import { type Payment, totalOf } from '../payment.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { forgetScheduleKey, scheduleKeyOf } from './schedule-key.ts';
import type { Timing } from './when.ts';

export interface SendScheduleProps {
  readonly payment: Payment;
  readonly currency: string;
  readonly timing: Timing;
}

/** The button that schedules a payment. However often it is sent, it is scheduled once. */
export function SendSchedule({ payment, currency, timing }: SendScheduleProps) {
  const form = useRef<HTMLFormElement>(null);
  const { route } = useLocation();
  const { confirmed, dialog } = useStepUp();
  const idempotencyKey = scheduleKeyOf({ payment, timing });
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const request = { ...requestOf(payment), ...timing, idempotencyKey };
    const { ScheduleID } = await confirmed(() => client.peek().schedule(request));
    forgetScheduleKey();
    writeDraft(payDraft.peek(), undefined);
    announce(SCHEDULES.done);
    route(addresses.scheduled(payment.from, ScheduleID), true);
  });
  const labels = { ...payeeLabels(payment.payees.length), ...SCHEDULES.labels };
  const amount = format.amount(totalOf(payment.payees) ?? '0', currency);
  return (
    <>
      {problem && <Problem problem={problem} onRetry={submit} labels={labels} />}
      <form ref={form} onSubmit={submit}>
        <SubmitButton label={SCHEDULES.submit(timing.repeat ? SCHEDULES.each(amount) : amount)} isBusy={isBusy} />
      </form>
      <a class="btn btn-ghost" href={addresses.pay}>
        {CONFIRM.edit}
      </a>
      {dialog}
      <ActionCode action={{ kind: 'scheduleTransfer', ...payment, timing, idempotencyKey }} />
    </>
  );
}

/** One payee alone is the short form of the client. */
function requestOf({ from, payees, reference, note, metadata: rows }: Payment) {
  const metadata = metadataOf(rows);
  const common = { from, ...(reference && { reference }), ...(note && { note }), ...(metadata && { metadata }) };
  const [sole] = payees;
  if (sole && payees.length === 1) return { ...common, ...sole };
  return { ...common, to: payees.map(({ to, amount }) => ({ to_id: to, amount })) };
}
