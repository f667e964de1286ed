import { WALLETS } from '../../texts/wallets.ts';
import { Empty } from '../../ui/empty.tsx';
import { Endless } from '../../ui/endless.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ActionCode } from '../action-code.tsx';
import { addresses } from '../addresses.ts';
import { SharedWallets } from '../sharing/shared-wallets.tsx';
import { totalsOf } from './totals.ts';
import { useKnownBalances } from './use-balance.ts';
import { useWallets } from './use-wallets.ts';
import { WalletRow } from './wallet-row.tsx';

/** All wallets of the person with what they have. */
export function Wallets() {
  const { wallets, problem, isReading, hasMore, more } = useWallets();
  const isEmpty = wallets.length === 0 && !isReading && !problem;
  return (
    <Page title={WALLETS.title} actions={<OpenWallet />}>
      {isEmpty && (
        <Empty icon="wallet" title={WALLETS.empty}>
          <p class="text-quiet text-sm">{WALLETS.emptyDetail}</p>
          <a class="btn btn-primary" href={addresses.newWallet}>
            {WALLETS.openFirst}
          </a>
        </Empty>
      )}
      {!hasMore && wallets.length > 1 && <Totals ids={wallets.map(({ wallet_id }) => wallet_id)} />}
      <ul class="flex flex-col gap-3">
        {wallets.map((wallet) => (
          <WalletRow key={wallet.wallet_id} wallet={wallet} />
        ))}
      </ul>
      {wallets.length === 0 && isReading && <Skeleton class="h-20 w-full rounded-2xl" />}
      {problem && <Problem problem={problem} onRetry={more} />}
      {hasMore && !problem && wallets.length > 0 && <Endless isReading={isReading} onMore={more} />}
      <SharedWallets />
      <div class="mt-8">
        <ActionCode action={{ kind: 'wallets' }} />
      </div>
    </Page>
  );
}

/** What all wallets have available, for each currency. It is there once each balance is known. */
function Totals({ ids }: { ids: readonly string[] }) {
  const balances = useKnownBalances(ids);
  if (!balances) return null;
  return (
    <p class="mb-4 flex flex-wrap items-baseline gap-x-4">
      <span class="text-quiet text-sm">{WALLETS.totals}</span>
      {totalsOf(balances).map(({ currency, available }) => (
        <Money key={currency} amount={available} currency={currency} class="font-semibold" />
      ))}
    </p>
  );
}

function OpenWallet() {
  return (
    <a class="btn btn-sm" href={addresses.newWallet}>
      <Icon name="plus" class="size-4" />
      {WALLETS.open}
    </a>
  );
}
