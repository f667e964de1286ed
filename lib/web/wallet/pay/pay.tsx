import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { LABELS } from '../../texts/labels.ts';
import { PAY } from '../../texts/pay.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { useDraft, writeDraft } from '../../ui/draft.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { addresses } from '../addresses.ts';
import { MetadataFields } from '../metadata-fields.tsx';
import type { BrokenRules, PaidTo } from '../payment.ts';
import { PaymentTexts } from '../payment-texts.tsx';
import { ownTimeZone } from '../schedule/time-zone.ts';
import { type BrokenWhen, checkedWhen, KINDS, NOW } from '../schedule/when.ts';
import { WhenFields } from '../schedule/when-fields.tsx';
import { currencyOf, useCurrency } from '../use-currency.ts';
import { checkedPayment, type FilledForm, filledBy, LINK_FIELDS, payFormOf, typedTotal } from './form.ts';
import { HoldFirst } from './hold-first.tsx';
import { Payees } from './payees.tsx';
import { payDraft } from './payments.ts';
import { WalletPicker } from './wallet-picker.tsx';

/** The form of a payment. What a link or another view fills in replaces what was typed before. */
export function Pay() {
  const { route, url } = useLocation();
  const filled = useFilled(url);
  const [form, change] = useDraft(payDraft.value, payFormOf);
  const [broken, setBroken] = useState<BrokenRules>({});
  const [brokenWhen, setBrokenWhen] = useState<BrokenWhen>({});
  const { when = NOW } = form;
  const [isLater] = useState(when.kind !== 'now');
  const currency = useCurrency(form.from);
  const total = currency === undefined ? undefined : typedTotal(form, format, currency);
  const element = useRef<HTMLFormElement>(null);
  const { isBusy, submit } = useSubmit(element, async () => {
    const ofPayer = currency ?? (await currencyOf(form.from));
    const checked = checkedPayment(form, format, { currency: ofPayer, now: Date.now() });
    setBroken('broken' in checked ? checked.broken : {});
    const later = when.kind === 'now' ? undefined : checkedWhen(when, Date.now(), ownTimeZone());
    const isTimed = later === undefined || 'timing' in later;
    setBrokenWhen(isTimed ? {} : later.broken);
    if ('payment' in checked && isTimed) route(addresses.confirm);
  });
  return (
    <Page title={PAY.title} actions={<FileLink />}>
      {filled?.isRequest && <LinkNotice filled={filled} />}
      <form ref={element} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <WalletPicker
          {...FIELD_TEXTS.payer}
          value={form.from}
          onValue={(from) => change({ from })}
          // The wallets may have come after the form was sent without one.
          error={form.from === '' || form.asked ? broken.from : undefined}
          amount={total}
        />
        <Payees
          payees={form.payees}
          onPayees={(payees) => change({ payees, ...(isSame(payees, form.payees) ? {} : { asked: '' }) })}
          broken={broken}
          total={total}
          currency={currency}
        />
        <PaymentTexts texts={form} onTexts={change} broken={broken} />
        {when.kind === 'now' && (
          <HoldFirst
            holdUntil={form.holdUntil}
            onHoldUntil={(holdUntil) => change({ holdUntil })}
            isSplit={form.payees.length > 1}
            error={broken.holdUntil}
          />
        )}
        <details open={(form.metadata?.length ?? 0) > 0}>
          <summary class="cursor-pointer py-1 text-sm font-medium">{LABELS.more}</summary>
          <p class="text-quiet mt-1 mb-3 text-sm">{LABELS.ofPayment}</p>
          <MetadataFields rows={form.metadata ?? []} onRows={(metadata) => change({ metadata })} broken={broken} />
        </details>
        <details open={isLater}>
          <summary class="cursor-pointer py-1 text-sm font-medium">{SCHEDULES.choice}</summary>
          <div class="mt-3">
            <WhenFields
              when={when}
              onWhen={(changed) => {
                // The words below say what it means by now.
                setBrokenWhen({});
                // What is paid later is not held first.
                change({ when: { ...when, ...changed }, holdUntil: undefined });
              }}
              broken={brokenWhen}
              kinds={KINDS}
            />
          </div>
        </details>
        <SubmitButton label={PAY.continue} isBusy={isBusy} />
      </form>
    </Page>
  );
}

/** Whether they are the same wallets: of others, the link has not asked for anything. */
function isSame(payees: readonly PaidTo[], before: readonly PaidTo[]): boolean {
  return payees.length === before.length && payees.every(({ to }, n) => to === before[n]?.to);
}

/**
 * Moves what the address fills in into the draft, before the form reads it. The address then loses
 * it, so that a reload does not undo what the person changed.
 */
function useFilled(url: string): FilledForm | undefined {
  const { route } = useLocation();
  const [filled] = useState(() => {
    const found = filledBy(new URL(url, location.origin).search, format);
    if (found) writeDraft(payDraft.peek(), { ...payFormOf(() => ''), ...found.filled });
    return found;
  });
  useEffect(() => {
    if (filled) route(addresses.pay, true);
  }, [filled, route]);
  return filled;
}

function FileLink() {
  return (
    <a class="btn btn-sm" href={addresses.payFile}>
      {PAY.file}
    </a>
  );
}

function LinkNotice({ filled: { broken } }: { filled: FilledForm }) {
  const fields = LINK_FIELDS.filter((field) => broken[field] !== undefined);
  return (
    <div class="mb-5">
      <Notice tone="warning">
        <p>{PAY.fromLink}</p>
        {fields.length > 0 && <p class="mt-2">{PAY.brokenLink}</p>}
        <ul class="list-disc pl-5 empty:hidden">
          {fields.map((field) => (
            <li key={field}>
              {PAY.labels[field]} {broken[field]}.
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
