import type { ScheduledTransfer } from 'mib/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { PAY } from '../../texts/pay.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { amountTexts } from '../amount-texts.ts';
import { PaymentTexts } from '../payment-texts.tsx';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';
import { type BrokenChange, type ChangeForm, changeFormOf, checkedChange } from './change.ts';
import { ownTimeZone } from './time-zone.ts';
import { WhenFields } from './when-fields.tsx';

export interface ChangeCardProps {
  /** As it was when the form was opened: a payment that starts meanwhile changes no field. */
  readonly schedule: ScheduledTransfer;
  readonly onClose: () => void;
}

/** Changes the payments to come: the amount, the texts and the time. */
export function ChangeCard({ schedule: current, onClose }: ChangeCardProps) {
  const element = useRef<HTMLFormElement>(null);
  const [schedule] = useState(current);
  const [form, setForm] = useState(() => changeFormOf(schedule, format));
  const [broken, setBroken] = useState<BrokenChange>({});
  const change = (changed: Partial<ChangeForm>) => setForm((old) => ({ ...old, ...changed }));
  const check = () => checkedChange(schedule, form, format, { now: Date.now(), timeZone: ownTimeZone() });
  const { from_id: walletId, ScheduleID, to_id, currency } = schedule;
  useEffect(() => element.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(element, async () => {
    const checked = check();
    setBroken('broken' in checked ? checked.broken : {});
    if ('broken' in checked) return;
    if (Object.keys(checked.change).length > 0) {
      await confirmed(() => client.peek().changeSchedule(walletId, ScheduleID, checked.change));
      announce(SCHEDULES.saved);
    }
    onClose();
  });
  const checked = check();
  const { when } = form;
  return (
    <Card title={SCHEDULES.changeTitle}>
      <form ref={element} noValidate onSubmit={submit} class="flex flex-col gap-5">
        {to_id !== undefined && (
          <TextField
            {...amountTexts(currency)}
            name="amount"
            inputMode="decimal"
            autocomplete="off"
            value={form.amount}
            onValue={(amount) => change({ amount })}
            error={broken.amount}
          />
        )}
        <PaymentTexts texts={form} onTexts={change} broken={broken} />
        {when ? (
          <WhenFields
            when={when}
            onWhen={(changed) => {
              // The words below say what it means by now.
              setBroken({});
              change({ when: { ...when, ...changed } });
            }}
            broken={broken}
            kinds={when.kind === 'once' ? ['once'] : ['day', 'week', 'month']}
            atLabel={SCHEDULES.at.next}
          />
        ) : (
          <p class="text-quiet text-sm">{SCHEDULES.otherRule}</p>
        )}
        {problem && <Problem problem={problem} onRetry={submit} labels={{ ...PAY.labels, ...SCHEDULES.labels }} />}
        <SubmitButton label={SCHEDULES.save} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {SCHEDULES.keep}
        </button>
      </form>
      <div class="mt-5">
        <ActionCode
          action={{
            kind: 'changeScheduledTransfer',
            walletId,
            ScheduleID,
            change: 'change' in checked ? checked.change : {},
          }}
        />
      </div>
      {dialog}
    </Card>
  );
}
