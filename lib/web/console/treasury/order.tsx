import { useRef, useState } from 'preact/hooks';
import { ACTS } from '../../texts/console/acts.ts';
import { TREASURY_PAGE } from '../../texts/console/treasury.ts';
import { Field, focusFirstError, TextField } from '../../ui/field.tsx';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { format } from '../../ui/person.ts';
import { ActDialog } from '../acts/act-dialog.tsx';
import type { Act } from '../contract.ts';
import { Card } from '../parts/card.tsx';
import { useStage } from '../stage.tsx';

const KINDS = ['issue', 'retire'] as const;

/** A form for an order of the treasury. It is confirmed in a dialog, which asks for the reason. */
export function OrderCard() {
  const { currencies } = useStage();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('issue');
  const [wallet, setWallet] = useState('');
  const [typed, setTyped] = useState('');
  const [currency, setCurrency] = useState(NO_CURRENCY);
  const [isTried, setTried] = useState(false);
  const [order, setOrder] = useState<Act>();
  const form = useRef<HTMLFormElement>(null);
  const walletId = wallet.replaceAll(/\s/g, '');
  const walletRule = /^\d{1,512}$/.test(walletId) ? undefined : TREASURY_PAGE.walletRule;
  const amount = format.parseAmount(typed, currency);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if ('rule' in amount || walletRule !== undefined) {
      requestAnimationFrame(() => form.current && focusFirstError(form.current));
      return;
    }
    const of = { amount: amount.minorUnits, currency };
    setOrder(
      kind === 'issue'
        ? { command: 'issue', arguments: { to: walletId, ...of } }
        : { command: 'retire', arguments: { from: walletId, ...of } },
    );
  };
  return (
    <Card title={TREASURY_PAGE.order}>
      <form ref={form} class="flex max-w-xl flex-col gap-4" onSubmit={submit} noValidate>
        <Choice
          label={TREASURY_PAGE.act}
          value={kind}
          options={KINDS.map((one) => [one, TREASURY_PAGE.acts[one]])}
          onValue={(value) => setKind(KINDS.find((one) => one === value) ?? 'issue')}
        />
        <TextField
          label={TREASURY_PAGE.wallet}
          error={isTried ? walletRule : undefined}
          value={wallet}
          onValue={setWallet}
          inputMode="numeric"
          autocomplete="off"
        />
        <TextField
          label={TREASURY_PAGE.amount}
          error={isTried && 'rule' in amount ? amount.rule : undefined}
          value={typed}
          onValue={setTyped}
          inputMode="decimal"
          autocomplete="off"
        />
        {currencies.length > 1 && (
          <Choice
            label={TREASURY_PAGE.currency}
            value={currency}
            options={currencies.map((one) => [one.currency, one.name ?? one.currency])}
            onValue={setCurrency}
          />
        )}
        <p class="text-quiet text-sm">{TREASURY_PAGE.onceText}</p>
        <div>
          <button type="submit" class="btn btn-primary">
            {ACTS[kind].verb}
          </button>
        </div>
      </form>
      {order && 'amount' in order.arguments && (
        <ActDialog act={order} what={shortId(walletId)} onClose={() => setOrder(undefined)}>
          <p class="font-semibold">
            <Money amount={order.arguments.amount} currency={currency} />
          </p>
          <p class="[overflow-wrap:anywhere]">
            {TREASURY_PAGE.wallet} <code>{walletId}</code>
          </p>
        </ActDialog>
      )}
    </Card>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onValue: (value: string) => void;
}

function Choice({ label, value, options, onValue }: ChoiceProps) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          class="select w-full"
          value={value}
          onChange={({ currentTarget }) => onValue(currentTarget.value)}
        >
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
