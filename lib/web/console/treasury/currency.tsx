import { useRef, useState } from 'preact/hooks';
import { ACTS } from '../../texts/console/acts.ts';
import { TREASURY_PAGE } from '../../texts/console/treasury.ts';
import { focusFirstError, TextField } from '../../ui/field.tsx';
import { ActDialog } from '../acts/act-dialog.tsx';
import type { Act } from '../contract.ts';
import { Card } from '../parts/card.tsx';

const CODE = /^[A-Z][A-Z0-9]{2,11}$/;

/** A form that gives the treasury a wallet in one more currency. */
export function CurrencyCard() {
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const [asked, setAsked] = useState<Act>();
  const form = useRef<HTMLFormElement>(null);
  const currency = typed.trim();
  const rule = CODE.test(currency) ? undefined : TREASURY_PAGE.codeRule;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (rule === undefined) setAsked({ command: 'treasury create', arguments: { currency } });
    else requestAnimationFrame(() => form.current && focusFirstError(form.current));
  };
  return (
    <Card title={TREASURY_PAGE.more}>
      <form ref={form} class="flex max-w-xl flex-col gap-4" onSubmit={submit} noValidate>
        <p class="text-quiet text-sm">{TREASURY_PAGE.moreText}</p>
        <TextField
          label={TREASURY_PAGE.code}
          error={isTried ? rule : undefined}
          value={typed}
          onValue={setTyped}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
        />
        <div>
          <button type="submit" class="btn btn-primary">
            {ACTS['treasury create'].verb}
          </button>
        </div>
      </form>
      {asked && <ActDialog act={asked} what={currency} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}
