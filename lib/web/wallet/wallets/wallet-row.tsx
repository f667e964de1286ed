import type { Balance, Wallet } from 'mib/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { WALLETS } from '../../texts/wallets.ts';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { useVisible } from '../../ui/use-visible.ts';
import { addresses } from '../addresses.ts';
import { client } from '../session.ts';
import { createQueue } from './queue.ts';

/** A person with many wallets reads a few balances at a time. */
const queued = createQueue(4);

/** A wallet of the list. Its balance is read when the row comes into view. */
export function WalletRow({ wallet: { wallet_id: id, status } }: { wallet: Wallet }) {
  const row = useRef<HTMLLIElement>(null);
  const isVisible = useVisible(row);
  const balance = useBalance(id, isVisible && status === 'ACTIVE');
  return (
    <li ref={row}>
      <a
        href={addresses.wallet(id)}
        class="bg-base-100 border-base-300 hover:border-primary flex min-h-20 items-center gap-3 rounded-2xl border p-4"
      >
        <span class="bg-base-200 text-primary grid size-11 shrink-0 place-items-center rounded-full">
          <Icon name="wallet" />
        </span>
        <span class="min-w-0 grow">
          <span class="block text-sm">
            <span class="sr-only">{WALLETS.wallet} </span>
            <span class="amount">{shortId(id)}</span>
          </span>
          <BalanceOf status={status} balance={balance} />
        </span>
        <Icon name="next" class="text-quiet size-4" />
      </a>
    </li>
  );
}

function BalanceOf({ status, balance }: { status: Wallet['status']; balance: Balance | 'failed' | undefined }) {
  if (status === 'CREATING') return <span class="text-quiet text-sm">{WALLETS.creating}</span>;
  if (balance === 'failed') return <span class="text-quiet text-sm">{WALLETS.noBalance}</span>;
  if (!balance) return <span class="skeleton mt-1 block h-6 w-28" />;
  const { available, reserved } = balance;
  return (
    <span class="flex flex-wrap items-baseline gap-x-3">
      <Money amount={available} class="text-lg font-semibold" />
      {reserved !== '0' && (
        <span class="text-quiet text-sm">
          {WALLETS.reserved} <Money amount={reserved} />
        </span>
      )}
    </span>
  );
}

function useBalance(id: string, isWanted: boolean): Balance | 'failed' | undefined {
  const [balance, setBalance] = useState<Balance | 'failed'>();
  const api = client.value;
  useEffect(() => {
    if (!isWanted) return;
    const { signal, abort } = abortable();
    queued(async () => (signal.aborted ? undefined : api.balance(id, { signal }))).then(
      (read) => !signal.aborted && setBalance(read),
      () => !signal.aborted && setBalance('failed'),
    );
    return abort;
  }, [api, id, isWanted]);
  return balance;
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
