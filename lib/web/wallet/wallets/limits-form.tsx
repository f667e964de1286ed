import type { WalletControls } from 'mib/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CONTROLS } from '../../texts/controls.ts';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { amountTexts } from '../amount-texts.ts';
import { client } from '../session.ts';
import { changeOfLimits, LIMIT_FIELDS, type LimitField, typedLimits } from './typed-limits.ts';

const LABELS: Readonly<Record<LimitField, string>> = {
  minimum_balance: CONTROLS.minimum,
  max_payment: CONTROLS.maxPayment,
  max_per_day: CONTROLS.maxPerDay,
};

/** The limits of a wallet as the person types them. An empty field is none. */
export function LimitsForm({
  controls,
  currency,
  onChanged,
  onClose,
}: {
  controls: WalletControls;
  currency: string;
  onChanged: (after: WalletControls) => void;
  onClose: () => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(() => typedLimits(controls, (amount) => format.typedAmount(amount, currency)));
  const [broken, setBroken] = useState<Partial<Record<LimitField, string>>>({});
  const { change, rules } = changeOfLimits(controls, typed, (text) => format.parseAmount(text, currency));
  const walletId = controls.wallet_id;
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setBroken(rules);
    if (Object.keys(rules).length > 0) return;
    onChanged(await client.peek().changeWalletControls(walletId, change));
  });
  return (
    <Card title={CONTROLS.limitsTitle}>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-5">
        {LIMIT_FIELDS.map((field) => (
          <TextField
            key={field}
            label={LABELS[field]}
            hint={CONTROLS.limitHint(amountTexts(currency).hint)}
            error={broken[field] ?? errorOfField(problem, field)}
            inputMode="decimal"
            autocomplete="off"
            value={typed[field]}
            onValue={(text) => setTyped({ ...typed, [field]: text })}
          />
        ))}
        {problem && <Problem problem={problem} labels={LABELS} />}
        <SubmitButton label={CONTROLS.save} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {CONTROLS.cancel}
        </button>
      </form>
      <div class="mt-5">
        <ActionCode action={{ kind: 'changeWalletControls', walletId, change }} />
      </div>
    </Card>
  );
}
