import { useState } from 'preact/hooks';
import { FEE } from '../../texts/fee.ts';
import { announce } from '../../ui/announce.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import type { PaidTo } from '../payment.ts';
import { divided, remaining } from './divide.ts';

interface FeeProps {
  /** As the person types them. */
  readonly payees: readonly PaidTo[];
  readonly onPayees: (payees: readonly PaidTo[]) => void;
  /** Of the wallet that pays; undefined until it is known. */
  readonly currency: string | undefined;
}

/** Divides a total among the payees, of which one may receive a fee. */
export function Fee({ payees, onPayees, currency }: FeeProps) {
  const [total, setTotal] = useState('');
  const [percent, setPercent] = useState('');
  const [feeTo, setFeeTo] = useState('');
  const [rule, setRule] = useState<string>();
  const read = format.parseAmount(total, currency);
  const inMinorUnits = payees.map(({ to, amount }) => {
    const typed = format.parseAmount(amount, currency);
    return { to: to.trim(), amount: 'minorUnits' in typed ? typed.minorUnits : '' };
  });
  const apply = () => {
    const found =
      'rule' in read ? read : divided(inMinorUnits, { total: read.minorUnits, percent, feeTo: feeTo.trim() });
    setRule('rule' in found ? found.rule : undefined);
    if (!('payees' in found)) return;
    onPayees(
      found.payees.map(({ to, amount }) => ({ to, amount: amount === '' ? '' : format.typedAmount(amount, currency) })),
    );
    announce(FEE.applied);
  };
  return (
    <details>
      <summary class="cursor-pointer py-1 text-sm font-medium">{FEE.open}</summary>
      <p class="text-quiet mt-1 mb-3 text-sm">{FEE.lead}</p>
      <div class="flex flex-col gap-4">
        <TextField
          label={FEE.total}
          hint={FEE.totalHint}
          error={rule}
          inputMode="numeric"
          value={total}
          onValue={setTotal}
        />
        <TextField
          label={FEE.percent}
          hint={FEE.percentHint}
          inputMode="decimal"
          value={percent}
          onValue={setPercent}
        />
        <TextField label={FEE.to} hint={FEE.toHint} inputMode="numeric" value={feeTo} onValue={setFeeTo} />
        <p role="status" class="text-sm empty:hidden">
          {'minorUnits' in read && wordsOf(remaining(read.minorUnits, inMinorUnits), currency)}
        </p>
        <button type="button" class="btn btn-sm self-start" onClick={apply}>
          {FEE.apply}
        </button>
      </div>
    </details>
  );
}

function wordsOf(left: string | undefined, currency: string | undefined): string {
  if (left === undefined) return '';
  if (left === '0') return FEE.even;
  return left.startsWith('-')
    ? FEE.over(format.amount(left.slice(1), currency))
    : FEE.left(format.amount(left, currency));
}
