import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { announce } from '../../ui/announce.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { CHECKS } from '../field-rules.ts';
import { client } from '../session.ts';
import { CurrencyField } from './currency-field.tsx';
import { NameField } from './name-field.tsx';
import { idInAddress, proposeWalletId, randomBelow } from './propose.ts';

/** Opens a wallet under a proposed number, one that the address has, or one of the person's own. */
export function NewWallet() {
  const { query, route } = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const [id, setId] = useState(() => idInAddress(query.id) ?? proposeWalletId(randomBelow));
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('');
  const [broken, setBroken] = useState<{ readonly id?: string | undefined; readonly name?: string | undefined }>({});
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const rules = { id: CHECKS.walletId(id), name: CHECKS.walletName(name) };
    setBroken(rules);
    if (rules.id ?? rules.name) return;
    await client.peek().createWallet(id, { ...(currency !== '' && { currency }), ...(name !== '' && { name }) });
    announce(WALLETS.new.done);
    route(addresses.wallet(id), true);
  });
  const isTaken = problem?.code === 'wallet_taken';
  return (
    <Page title={WALLETS.new.title} back={{ href: addresses.home, label: WALLETS.title }}>
      <p class="text-quiet mb-5">{WALLETS.new.lead}</p>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        <TextField
          {...FIELD_TEXTS.newWallet}
          name="wallet_id"
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
          value={id}
          onValue={setId}
          error={broken.id ?? errorOfField(problem, 'wallet_id') ?? (isTaken ? WALLETS.new.taken : undefined)}
        />
        <button type="button" class="btn btn-sm self-start" onClick={() => setId(proposeWalletId(randomBelow))}>
          <Icon name="refresh" class="size-4" />
          {WALLETS.new.another}
        </button>
        <NameField name={name} onName={setName} error={broken.name ?? errorOfField(problem, 'name')} />
        <CurrencyField currency={currency} onCurrency={setCurrency} error={errorOfField(problem, 'currency')} />
        {problem && <Problem problem={problem} labels={{ wallet_id: FIELD_TEXTS.newWallet.label }} />}
        <SubmitButton label={WALLETS.new.submit} isBusy={isBusy} />
        <p role="status" class="text-quiet text-sm empty:hidden">
          {isBusy && WALLETS.new.opening}
        </p>
      </form>
      <div class="mt-8">
        <ActionCode action={{ kind: 'createWallet', walletId: id, currency, name }} />
      </div>
    </Page>
  );
}
