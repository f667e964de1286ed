import { useEffect, useRef } from 'preact/hooks';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { PAY } from '../../texts/pay.ts';
import { announce } from '../../ui/announce.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import { amountTexts } from '../amount-texts.ts';
import { type BrokenRules, MAX_PAYEES, type PaidTo } from '../payment.ts';
import { Fee } from './fee.tsx';
import { withChange, withOneMore, without } from './form.ts';

export interface PayeesProps {
  /** As the person types them. */
  readonly payees: readonly PaidTo[];
  readonly onPayees: (payees: readonly PaidTo[]) => void;
  readonly broken: BrokenRules;
  /** What all of them receive, in minor units, once each amount can be read. */
  readonly total: string | undefined;
  /** Of the wallet that pays; undefined until it is known. */
  readonly currency: string | undefined;
}

/** The payees of a payment, each with its amount. Most payments have one. */
export function Payees({ payees, onPayees, broken, total, currency }: PayeesProps) {
  const list = useRef<HTMLDivElement>(null);
  const focus = useFocus(list, payees.length);
  const isSplit = payees.length > 1;
  const add = () => {
    onPayees(withOneMore(payees));
    announce(PAY.added(payees.length + 1));
    focus(payees.length);
  };
  const remove = (n: number) => {
    onPayees(without(payees, n));
    announce(PAY.removed(n + 1));
    focus(Math.max(0, n - 1));
  };
  return (
    <div ref={list} class="flex flex-col gap-5">
      {payees.map((payee, n) => (
        <Payee
          key={n}
          n={n}
          payee={payee}
          isSplit={isSplit}
          broken={broken}
          currency={currency}
          onChange={(change) => onPayees(withChange(payees, n, change))}
          onRemove={() => remove(n)}
        />
      ))}
      {payees.length < MAX_PAYEES ? (
        <button type="button" class="btn btn-ghost self-start" onClick={add}>
          <Icon name="plus" class="size-4" />
          {PAY.add}
        </button>
      ) : (
        <p class="text-quiet text-sm">{PAY.most}</p>
      )}
      <Fee payees={payees} onPayees={onPayees} currency={currency} />
      {isSplit && total !== undefined && <p class="font-medium">{PAY.total(format.amount(total, currency))}</p>}
    </div>
  );
}

interface PayeeProps {
  readonly n: number;
  readonly payee: PaidTo;
  /** With several payees each has a number, and can be removed. */
  readonly isSplit: boolean;
  readonly broken: BrokenRules;
  readonly currency: string | undefined;
  readonly onChange: (change: Partial<PaidTo>) => void;
  readonly onRemove: () => void;
}

function Payee({ n, payee, isSplit, broken, currency, onChange, onRemove }: PayeeProps) {
  const group = isSplit ? { role: 'group' as const, 'aria-label': PAY.payee(n + 1) } : {};
  return (
    <div {...group} class={`flex flex-col gap-5 ${isSplit ? 'border-base-300 rounded-2xl border p-4' : ''}`}>
      {isSplit && (
        <div class="-mb-3 flex items-center justify-between gap-3">
          <span class="font-medium">{PAY.payee(n + 1)}</span>
          <button type="button" class="btn btn-ghost btn-square" aria-label={PAY.remove(n + 1)} onClick={onRemove}>
            <Icon name="cross" class="size-4" />
          </button>
        </div>
      )}
      <TextField
        {...FIELD_TEXTS.payee}
        name={`to.${n}`}
        inputMode="numeric"
        autocomplete="off"
        spellcheck={false}
        value={payee.to}
        onValue={(to) => onChange({ to })}
        error={broken[`to.${n}`]}
      />
      <TextField
        {...amountTexts(currency)}
        name={`amount.${n}`}
        large={!isSplit}
        inputMode="decimal"
        autocomplete="off"
        value={payee.amount}
        onValue={(amount) => onChange({ amount })}
        error={broken[`amount.${n}`]}
      />
    </div>
  );
}

/** Moves the focus to a payee once the list has changed, so that a person goes on with the keyboard. */
function useFocus(list: { readonly current: HTMLElement | null }, length: number): (n: number) => void {
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    list.current?.querySelector<HTMLElement>(`[name="to.${wanted.current}"]`)?.focus();
    wanted.current = undefined;
    // The length is what tells that the list has changed.
  }, [list, length]);
  return (n) => {
    wanted.current = n;
  };
}
