import { newKey, type TransactionDetail } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { REFUND } from '../../texts/refunds.ts';
import { announce } from '../../ui/announce.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import type { TypedAmount } from '../../ui/typed-amount.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { remember } from './known.ts';

/** A refund is usually final by then. One that is not is shown live. */
const WAIT_SECONDS = 2;

interface RefundFormProps {
  readonly transfer: TransactionDetail;
  /** What can still be refunded, in minor units. */
  readonly left: string;
  readonly onClose: () => void;
}

/** Refunds all that is left, or a part of it. */
export function RefundForm({ transfer, left, onClose }: RefundFormProps) {
  const { wallet_id: walletId, TxID, currency } = transfer;
  const { route } = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(format.typedAmount(left, currency));
  const [broken, setBroken] = useState<string>();
  const keyOf = useKeys();
  const amount = checked(typed, left, currency);
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    setBroken('rule' in amount ? amount.rule : undefined);
    if ('rule' in amount) return;
    const { minorUnits } = amount;
    const options = { amount: minorUnits, idempotencyKey: keyOf(minorUnits), waitSeconds: WAIT_SECONDS };
    const refund = await client.peek().refund(walletId, TxID, options);
    remember(refund.transaction);
    announce(REFUND.accepted);
    route(addresses.transaction(walletId, refund.TxID));
  });
  const action = { kind: 'refund' as const, walletId, TxID, amount: 'rule' in amount ? undefined : amount.minorUnits };
  return (
    <>
      <form ref={form} noValidate onSubmit={submit} class="mb-5 flex flex-col gap-4">
        <TextField
          {...FIELD_TEXTS.amount}
          hint={REFUND.hint(format.amount(left, currency))}
          name="amount"
          inputMode="numeric"
          autocomplete="off"
          value={typed}
          onValue={setTyped}
          error={broken}
        />
        <p class="text-quiet text-sm">{REFUND.consequence}</p>
        {problem && <Problem problem={problem} onRetry={submit} labels={{ amount: FIELD_TEXTS.amount.label }} />}
        <SubmitButton label={REFUND.submit} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {REFUND.cancel}
        </button>
      </form>
      <ActionCode action={action} />
    </>
  );
}

function checked(typed: string, left: string, currency: string): TypedAmount {
  const amount = format.parseAmount(typed, currency);
  if ('rule' in amount || BigInt(amount.minorUnits) <= BigInt(left)) return amount;
  return { rule: REFUND.tooMuch(format.amount(left, currency)) };
}

/** One key for each amount, so that a refund without a known result is sent again and happens once. */
function useKeys(): (amount: string) => string {
  const keys = useRef(new Map<string, string>());
  return (amount) => {
    const key = keys.current.get(amount) ?? newKey();
    keys.current.set(amount, key);
    return key;
  };
}
