import { useState } from 'preact/hooks';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { REQUEST } from '../../texts/request.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { TextField } from '../../ui/field.tsx';
import { shortId } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { amountTexts } from '../amount-texts.ts';
import { nameOf } from '../own-wallets.ts';
import { client } from '../session.ts';
import { useCurrency } from '../use-currency.ts';
import { whyItReceivesNothing } from '../wallets/wallet-state.tsx';
import { type RequestDraft, readDraft } from './request-draft.ts';
import { RequestLink } from './request-link-panel.tsx';

const NOTHING: RequestDraft = { amount: '', reference: '', note: '' };

/** Makes a link and a code that open the form of a payment, filled in. */
export function RequestView({ id }: { id: string }) {
  const [draft, setDraft] = useState(NOTHING);
  const currency = useCurrency(id);
  const { request, broken } = readDraft(id, draft, currency);
  const { data, problem } = useResource(`balance ${id}`, (signal) => client.peek().balance(id, { signal }));
  const receivesNothing = data && whyItReceivesNothing(data);
  const change = (changed: Partial<RequestDraft>) => setDraft((old) => ({ ...old, ...changed }));
  const page = {
    title: REQUEST.title,
    back: { href: addresses.wallet(id), label: nameOf(id) ?? WALLETS.titleOf(shortId(id)) },
  };
  // A request for another user’s wallet would bring the money to that user.
  if (problem?.code === 'wallet_not_found') {
    return (
      <Page {...page}>
        <Problem problem={problem} />
      </Page>
    );
  }
  return (
    <Page wide {...page}>
      <p class="text-quiet mb-6 max-w-prose">{REQUEST.lead}</p>
      {receivesNothing !== undefined && (
        <div class="mb-6">
          <Notice tone="warning" title={receivesNothing} />
        </div>
      )}
      <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div class="flex min-w-0 flex-col gap-5">
          <TextField
            {...amountTexts(currency)}
            optional
            large
            inputMode="decimal"
            autocomplete="off"
            hint={`${REQUEST.amountHint} ${amountTexts(currency).hint}`}
            error={broken.amount}
            value={draft.amount}
            onValue={(amount) => change({ amount })}
          />
          <TextField
            {...FIELD_TEXTS.reference}
            optional
            autocomplete="off"
            error={broken.reference}
            value={draft.reference}
            onValue={(reference) => change({ reference })}
          />
          <TextField
            {...FIELD_TEXTS.note}
            optional
            error={broken.note}
            value={draft.note}
            onValue={(note) => change({ note })}
          />
        </div>
        <div class="flex min-w-0 flex-col gap-4">
          {/* A link that says no currency would ask for another amount. */}
          <RequestLink request={currency === undefined ? undefined : request} />
          {request?.amount !== undefined && (
            <ActionCode
              title={REQUEST.asCode}
              action={{
                kind: 'pay',
                from: 'FROM',
                payees: [{ to: request.to, amount: request.amount }],
                reference: request.reference,
                note: request.note,
              }}
            />
          )}
        </div>
      </div>
    </Page>
  );
}
