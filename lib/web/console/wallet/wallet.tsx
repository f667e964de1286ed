import { useRoute } from 'preact-iso';
import { TEXTS } from '../../texts/console/common.ts';
import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import type { WalletDetail } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { StatusBadge, WalletBadge } from '../parts/badge.tsx';
import { Card, Facts } from '../parts/card.tsx';
import { Command } from '../parts/command.tsx';
import { ShardLink, TransferLink, UserLink, WalletLinks } from '../parts/links.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { ControlsCard } from './controls.tsx';
import { CreditCard } from './credit.tsx';
import { HeadCard } from './head.tsx';
import { ItemView } from './item.tsx';
import { StripesCard } from './stripes.tsx';

const EVERY_MS = 2_000;

/** One wallet: in the directory, on its shard, and its newest transfers. */
export function WalletPage() {
  const { wallet_id = '' } = useRoute().params;
  const known = useLive('wallet', { wallet_id }, EVERY_MS);
  return (
    <Page
      title={WALLET_ITEM.title(shortId(wallet_id))}
      actions={known.data?.item && <WalletBadge item={known.data.item} />}
      wide
    >
      <Loaded known={known} height="h-96">
        {(wallet) => <Wallet wallet={wallet} />}
      </Loaded>
    </Page>
  );
}

function Wallet({ wallet }: { wallet: WalletDetail }) {
  const { wallet_id, shard, directory, read, item, stripes, command } = wallet;
  // A number without a claim is on no shard.
  const isSomewhere = directory !== undefined || read !== 'missing';
  return (
    <div class="flex flex-col gap-4">
      <Card title={WALLET_ITEM.claim}>
        <Facts
          facts={[
            {
              name: WALLET_ITEM.id,
              value: (
                <span class="flex items-start gap-1">
                  <span class="min-w-0 tabular-nums">{wallet_id}</span>
                  <CopyButton text={wallet_id} what={TEXTS.walletNumber} class="btn btn-ghost btn-xs btn-square" />
                </span>
              ),
            },
            isSomewhere && { name: WALLET_ITEM.shard, value: <ShardLink number={shard} /> },
            directory
              ? {
                  name: WALLET_ITEM.owner,
                  value: directory.treasury ? WALLET_ITEM.treasury : <Owner of={directory} />,
                }
              : { name: WALLET_ITEM.owner, value: WALLET_ITEM.unclaimed },
            directory && {
              name: WALLET_ITEM.status,
              value: item?.closed_at === undefined ? WALLET_ITEM.claims[directory.status] : WALLET_ITEM.claimOfClosed,
            },
            directory && { name: WALLET_ITEM.created, value: <Time at={directory.created_at} as="short" /> },
          ]}
        />
      </Card>
      <Card title={WALLET_ITEM.item}>
        <Item wallet={wallet} />
      </Card>
      {item && <ControlsCard walletId={wallet_id} item={item} program={command.replace(/ wallets show .*$/, '')} />}
      {item && item.closed_at === undefined && !directory?.treasury && <CreditCard walletId={wallet_id} item={item} />}
      {item && !directory?.treasury && <StripesCard walletId={wallet_id} item={item} stripes={stripes} />}
      <HeadCard walletId={wallet_id} />
      <Transfers transfers={wallet.transfers} walletId={wallet_id} />
      <Command text={command} />
    </div>
  );
}

function Owner({ of: { owner, owner_login } }: { of: NonNullable<WalletDetail['directory']> }) {
  return (
    <>
      {owner_login !== undefined && <UserLink login={owner_login} />}
      <code class={owner_login === undefined ? '' : 'text-quiet block text-xs'}>{owner}</code>
    </>
  );
}

function Item({ wallet: { wallet_id, read, item, money, error } }: { wallet: WalletDetail }) {
  if (item) return <ItemView walletId={wallet_id} item={item} />;
  return (
    <>
      <p>{WALLET_ITEM.reads[read]}</p>
      {money && (
        <Facts
          facts={[
            {
              name: WALLET_ITEM.balance,
              value: <Money amount={money.balance} currency={money.currency} class="font-semibold" />,
            },
            { name: WALLET_ITEM.available, value: <Money amount={money.available} currency={money.currency} /> },
            { name: WALLET_ITEM.reserved, value: <Money amount={money.reserved} currency={money.currency} /> },
          ]}
        />
      )}
      {error !== undefined && <p class="text-quiet text-sm [overflow-wrap:anywhere]">{error}</p>}
    </>
  );
}

function Transfers({ transfers, walletId }: { transfers: WalletDetail['transfers']; walletId: string }) {
  return (
    <Card title={WALLET_ITEM.transfers}>
      {transfers.length === 0 ? (
        <p class="text-quiet text-sm">{WALLET_ITEM.noTransfers}</p>
      ) : (
        <ul class="flex flex-col">
          {transfers.map(({ TxID, others, amount, currency, status, held_until, initiated_at }) => (
            <li
              key={TxID}
              class="border-base-300 flex flex-wrap items-center gap-x-4 gap-y-1 border-t py-2 text-sm first:border-t-0"
            >
              <TransferLink walletId={walletId} TxID={TxID} />
              <StatusBadge status={status} isAuthorised={held_until !== undefined} />
              {held_until !== undefined && (
                <span class="text-quiet text-xs">
                  {WALLET_ITEM.heldUntil} <Time at={held_until} as="short" />
                </span>
              )}
              <span>
                {amount.startsWith('-') ? '→' : '←'} <WalletLinks ids={others} />
              </span>
              <Money amount={amount} currency={currency} signed class="ml-auto font-medium" />
              <Time at={initiated_at} as="age" class="text-quiet w-full text-xs sm:w-28 sm:text-right" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
