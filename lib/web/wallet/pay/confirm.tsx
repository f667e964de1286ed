import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CONFIRM, PAY } from '../../texts/pay.ts';
import { readDraft } from '../../ui/draft.ts';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { addresses } from '../addresses.ts';
import { checkedPayment, payFormOf } from './form.ts';
import { PaymentSummary } from './payment-summary.tsx';
import { payDraft } from './payments.ts';
import { SendPayment } from './send-payment.tsx';

/** The confirmation of the payment in the form of this tab. Without one it leads to the form. */
export function Confirm() {
  const { route } = useLocation();
  const checked = checkedPayment(readDraft(payDraft.value, payFormOf), format);
  const isMissing = 'broken' in checked;
  useEffect(() => {
    if (isMissing) route(addresses.pay, true);
  }, [isMissing, route]);
  if ('broken' in checked) return null;
  return (
    <Page title={CONFIRM.title} back={{ href: addresses.pay, label: PAY.title }}>
      <div class="flex flex-col gap-4">
        <PaymentSummary payment={checked.payment} />
        <SendPayment payment={checked.payment} />
      </div>
    </Page>
  );
}
