import type { Wallet } from 'mib/client';
import { useEffect, useState } from 'preact/hooks';
import { PAY } from '../../texts/pay.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { addresses } from '../addresses.ts';
import { useBalance } from '../wallets/use-balance.ts';
import { useWallets, type WalletList } from '../wallets/use-wallets.ts';
import { WalletLine } from '../wallets/wallet-line.tsx';
import { whyItPaysNothing } from '../wallets/wallet-state.tsx';
import { isShort } from './form.ts';
import { WalletDialog } from './wallet-dialog.tsx';

export interface WalletPickerProps {
  readonly label: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onValue: (id: string) => void;
  /** What is to be paid, in minor units. */
  readonly amount: string | undefined;
}

/** Chooses the wallet that pays among those of the person. The first one that is not closed is chosen at first. */
export function WalletPicker({ label, hint, error, value, onValue, amount }: WalletPickerProps) {
  const list = useWallets();
  const [isOpen, setOpen] = useState(false);
  const { first, hasNone } = useFirstOpen(list, value === '');
  useEffect(() => {
    if (value === '' && first !== undefined) onValue(first);
  }, [value, first, onValue]);
  if (hasNone) return <NoWallet />;
  return (
    <>
      <Field label={label} hint={value === '' ? hint : undefined} error={error}>
        {({ id, ...control }) => (
          <button
            {...control}
            type="button"
            id={id}
            aria-haspopup="dialog"
            class="bg-base-100 border-base-300 hover:border-primary flex w-full items-center gap-3 rounded-xl border p-3"
            onClick={() => setOpen(true)}
          >
            {value === '' ? <span class="text-quiet grow text-left">{PAY.choose}</span> : <WalletLine id={value} />}
            <Icon name="next" class="text-quiet size-4 rotate-90" />
          </button>
        )}
      </Field>
      {value !== '' && <Shortage id={value} amount={amount} />}
      {list.problem && <Problem problem={list.problem} onRetry={list.more} />}
      {isOpen && (
        <WalletDialog
          list={list}
          chosen={value}
          onChoose={(id) => {
            onValue(id);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** Says before sending that the wallet pays nothing, or has too little. The transfer would end INVALID. */
function Shortage({ id, amount }: { id: string; amount: string | undefined }) {
  const balance = useBalance(id, true);
  if (!balance || balance === 'failed') return null;
  const { available, currency } = balance;
  const isTooMuch = amount !== undefined && isShort(available, amount);
  const text = whyItPaysNothing(balance) ?? (isTooMuch ? PAY.more(format.amount(available, currency)) : undefined);
  return text === undefined ? null : <p class="text-warning -mt-3 text-sm font-medium">{text}</p>;
}

function NoWallet() {
  return (
    <div class="border-base-300 bg-base-100 flex flex-wrap items-center justify-between gap-3 rounded-xl border p-4">
      {PAY.noWallet}
      <a class="btn btn-sm" href={addresses.newWallet}>
        {WALLETS.open}
      </a>
    </div>
  );
}

function isActive({ status }: Wallet): boolean {
  return status === 'ACTIVE';
}

/**
 * The first wallet of the list that is open. The list does not know which are closed, so that the balance
 * of one after the other is read, which the page shows anyway.
 */
function useFirstOpen(list: WalletList, isWanted: boolean): { first: string | undefined; hasNone: boolean } {
  const { wallets, isReading, problem, hasMore, more } = list;
  const [closed, setClosed] = useState(0);
  const active = wallets.filter(isActive);
  const id = active[closed]?.wallet_id;
  const balance = useBalance(id ?? '', isWanted && id !== undefined);
  const isClosed = balance !== undefined && balance !== 'failed' && balance.closed_at !== undefined;
  useEffect(() => {
    if (isClosed) setClosed((count) => count + 1);
  }, [isClosed, id]);
  const isOver = isWanted && id === undefined && !isReading && !problem;
  useEffect(() => {
    if (isOver && hasMore) more();
  }, [isOver, hasMore]);
  return {
    first: balance === undefined || isClosed ? undefined : id,
    hasNone: isOver && !hasMore && active.length === wallets.length,
  };
}
