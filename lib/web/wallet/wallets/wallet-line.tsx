import type { Balance } from 'mib/client';
import { useRef } from 'preact/hooks';
import { WALLETS } from '../../texts/wallets.ts';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { useVisible } from '../../ui/use-visible.ts';
import { nameOf } from '../own-wallets.ts';
import { useBalance } from './use-balance.ts';
import { StateBadge } from './wallet-state.tsx';

/** A wallet in a list: its name, its number and what it has. The balance is read when the line comes into view. */
export function WalletLine({ id, isCreating = false }: { id: string; isCreating?: boolean }) {
  const line = useRef<HTMLSpanElement>(null);
  const name = nameOf(id);
  const isVisible = useVisible(line);
  const balance = useBalance(id, isVisible && !isCreating);
  return (
    <span ref={line} class="flex min-h-11 min-w-0 grow items-center gap-3 text-left">
      <span class="bg-base-200 text-primary grid size-11 shrink-0 place-items-center rounded-full">
        <Icon name="wallet" />
      </span>
      <span class="min-w-0 grow">
        <span class="block text-sm">
          <span class="sr-only">{WALLETS.wallet} </span>
          {name !== undefined && <span class="font-medium [overflow-wrap:anywhere]">{name} · </span>}
          <span class="amount">{shortId(id)}</span>
        </span>
        {isCreating ? <span class="text-quiet text-sm">{WALLETS.creating}</span> : <Amounts balance={balance} />}
      </span>
    </span>
  );
}

function Amounts({ balance }: { balance: Balance | 'failed' | undefined }) {
  if (balance === 'failed') return <span class="text-quiet text-sm">{WALLETS.noBalance}</span>;
  if (!balance) return <span class="skeleton mt-1 block h-6 w-28" />;
  const { available, reserved, currency } = balance;
  return (
    <span class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <Money amount={available} currency={currency} class="text-lg font-semibold" />
      {reserved !== '0' && (
        <span class="text-quiet text-sm">
          {WALLETS.reserved} <Money amount={reserved} currency={currency} />
        </span>
      )}
      <StateBadge state={balance} />
    </span>
  );
}
