import { useRef, useState } from 'preact/hooks';
import { ACTS } from '../../texts/console/acts.ts';
import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import { focusFirstError, TextField } from '../../ui/field.tsx';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { ActDialog } from '../acts/act-dialog.tsx';
import type { Act, WalletItem } from '../contract.ts';
import { Card } from '../parts/card.tsx';

/** The credit limit of a wallet, and the way out for one whose approvers are gone. */
export function CreditCard({ walletId, item }: { walletId: string; item: WalletItem }) {
  const { currency } = item;
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const [asked, setAsked] = useState<Act>();
  const form = useRef<HTMLFormElement>(null);
  const amount = typed.trim() === '0' ? { minorUnits: '0' } : format.parseAmount(typed, currency);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if ('rule' in amount) requestAnimationFrame(() => form.current && focusFirstError(form.current));
    else setAsked({ command: 'wallets set-credit-limit', arguments: { wallet: walletId, amount: amount.minorUnits } });
  };
  return (
    <Card title={WALLET_ITEM.credit}>
      <form ref={form} class="flex max-w-md flex-col gap-3" onSubmit={submit} noValidate>
        <TextField
          label={WALLET_ITEM.newLimit}
          hint={WALLET_ITEM.newLimitHint}
          error={isTried && 'rule' in amount ? amount.rule : undefined}
          value={typed}
          onValue={setTyped}
          inputMode="decimal"
          autocomplete="off"
        />
        <div class="flex flex-wrap gap-2">
          <button type="submit" class="btn btn-sm">
            {ACTS['wallets set-credit-limit'].verb}
          </button>
          <button
            type="button"
            class="btn btn-sm"
            onClick={() => setAsked({ command: 'wallets remove-approvals', arguments: { wallet: walletId } })}
          >
            {ACTS['wallets remove-approvals'].verb}
          </button>
        </div>
      </form>
      {asked && (
        <ActDialog key={asked.command} act={asked} what={shortId(walletId)} onClose={() => setAsked(undefined)}>
          {'amount' in asked.arguments && (
            <p>
              {WALLET_ITEM.creditLimit}:{' '}
              <Money amount={asked.arguments.amount} currency={currency} class="font-semibold" />
            </p>
          )}
        </ActDialog>
      )}
    </Card>
  );
}
