import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { HOLD_FIRST } from '../../texts/holds.ts';
import { CONFIRM, PAY } from '../../texts/pay.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { readDraft } from '../../ui/draft.ts';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { addresses } from '../addresses.ts';
import { rememberOwn } from '../own-wallets.ts';
import { SendSchedule } from '../schedule/send-schedule.tsx';
import { ownTimeZone } from '../schedule/time-zone.ts';
import { checkedWhen } from '../schedule/when.ts';
import { client } from '../session.ts';
import { useCurrency } from '../use-currency.ts';
import { checkedPayment, payFormOf } from './form.ts';
import { PaymentSummary } from './payment-summary.tsx';
import { payDraft } from './payments.ts';
import { SendPayment } from './send-payment.tsx';

/** The confirmation of the payment in the form of this tab. Without one it leads to the form. */
export function Confirm() {
  const { route } = useLocation();
  const form = readDraft(payDraft.value, payFormOf);
  const currency = useCurrency(form.from);
  const [openedAt] = useState(() => Date.now());
  const { when } = form;
  const later = when && when.kind !== 'now' ? checkedWhen(when, openedAt, ownTimeZone()) : undefined;
  const isTimeless = later !== undefined && 'broken' in later;
  const checked = checkedPayment(form, format, { currency, now: Date.now() });
  // What was typed can be read once the currency is known.
  const isMissing = isTimeless || ('broken' in checked && (form.from === '' || currency !== undefined));
  useEffect(() => {
    if (isMissing) route(addresses.pay, true);
  }, [isMissing, route]);
  if (form.from !== '' && currency === undefined) return <UnknownPayer id={form.from} />;
  if ('broken' in checked || isTimeless || currency === undefined) return null;
  return (
    <Page
      title={later ? SCHEDULES.check : checked.payment.holdUntil ? HOLD_FIRST.title : CONFIRM.title}
      back={{ href: addresses.pay, label: PAY.title }}
    >
      <div class="flex flex-col gap-4">
        <PaymentSummary payment={checked.payment} currency={currency} when={later && when} />
        {later ? (
          <SendSchedule payment={checked.payment} currency={currency} timing={later.timing} />
        ) : (
          <SendPayment payment={checked.payment} currency={currency} />
        )}
      </div>
    </Page>
  );
}

/** Why nothing can be confirmed: the wallet that pays is not the person's, or could not be read. */
function UnknownPayer({ id }: { readonly id: string }) {
  const { data, problem, reload } = useResource(`payer ${id}`, (signal) => client.peek().wallet(id, { signal }));
  useEffect(() => {
    if (data) rememberOwn([data]);
  }, [data]);
  if (!problem) return null;
  return (
    <Page title={CONFIRM.title} back={{ href: addresses.pay, label: PAY.title }}>
      <Problem problem={problem} onRetry={reload} />
    </Page>
  );
}
