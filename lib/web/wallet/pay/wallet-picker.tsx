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

/** Chooses the wallet that pays among those of the person. The first one is chosen at first. */
export function WalletPicker({ label, hint, error, value, onValue, amount }: WalletPickerProps) {
  const list = useWallets();
  const [isOpen, setOpen] = useState(false);
  const first = list.wallets.find(isActive)?.wallet_id;
  useEffect(() => {
    if (value === '' && first !== undefined) onValue(first);
  }, [value, first, onValue]);
  if (isWithout(list)) return <NoWallet />;
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

/** Says before sending that the money may not be enough. The transfer would end INVALID. */
function Shortage({ id, amount }: { id: string; amount: string | undefined }) {
  const balance = useBalance(id, amount !== undefined);
  if (!balance || balance === 'failed' || amount === undefined) return null;
  if (!isShort(balance.available, amount)) return null;
  return (
    <p class="text-warning -mt-3 text-sm font-medium">{PAY.more(format.amount(balance.available, balance.currency))}</p>
  );
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

function isWithout({ wallets, isReading, problem }: WalletList): boolean {
  return wallets.length === 0 && !isReading && !problem;
}
