import { TEXTS } from '../../texts/console/common.ts';
import { TRANSFER } from '../../texts/console/transfer.ts';
import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Money } from '../../ui/money.tsx';
import { Time } from '../../ui/time.tsx';
import type { WalletItem } from '../contract.ts';
import { Facts } from '../parts/card.tsx';
import { TransferLink } from '../parts/links.tsx';

const MOST_TOMBSTONES = 20;

/** A wallet's item: its money, holds, tombstones and fence. One transfer can be marked in it. */
export function ItemView({ walletId, item, marked }: { walletId: string; item: WalletItem; marked?: string }) {
  const { currency, balance, available, reserved, credit_limit, fence, moving_to } = item;
  return (
    <div class="flex flex-col gap-4">
      <Facts
        facts={[
          { name: WALLET_ITEM.balance, value: <Money amount={balance} currency={currency} class="font-semibold" /> },
          { name: WALLET_ITEM.available, value: <Money amount={available} currency={currency} /> },
          { name: WALLET_ITEM.reserved, value: <Money amount={reserved} currency={currency} /> },
          moving_to !== undefined && { name: WALLET_ITEM.moving, value: WALLET_ITEM.movingTo(moving_to) },
          credit_limit !== '0' && {
            name: WALLET_ITEM.creditLimit,
            value: <Money amount={credit_limit} currency={currency} />,
          },
          {
            name: WALLET_ITEM.fence,
            value: (
              <span title={WALLET_ITEM.fenceText}>
                {fence === undefined ? WALLET_ITEM.noFence : <Time at={fence} as="full" />}
              </span>
            ),
          },
        ]}
      />
      <Holds
        walletId={walletId}
        currency={currency}
        title={WALLET_ITEM.holds}
        holds={item.holds.filter(({ authorised }) => !authorised)}
        marked={marked}
      />
      <Authorised
        walletId={walletId}
        currency={currency}
        holds={item.holds.filter(({ authorised }) => authorised)}
        marked={marked}
      />
      <Tombstones walletId={walletId} tombstones={item.tombstones} marked={marked} />
    </div>
  );
}

interface HoldsProps {
  readonly walletId: string;
  readonly currency: string;
  readonly holds: WalletItem['holds'];
  readonly marked: string | undefined;
}

/** What is held for captures, maybe for weeks. Most wallets have none. */
function Authorised(props: HoldsProps) {
  if (props.holds.length === 0) return null;
  return (
    <div>
      <Holds {...props} title={WALLET_ITEM.authorised} />
      <p class="text-quiet mt-1 text-xs">{WALLET_ITEM.authorisedText}</p>
    </div>
  );
}

function Holds({ walletId, currency, title, holds, marked }: HoldsProps & { readonly title: string }) {
  return (
    <div>
      <h3 class="mb-1 text-sm font-medium">
        {title} ({holds.length})
      </h3>
      {holds.length === 0 ? (
        <p class="text-quiet text-sm">{WALLET_ITEM.noHolds}</p>
      ) : (
        <ul class="flex flex-col gap-1 text-sm">
          {holds.map(({ TxID, side, amount, deadline, authorised }) => (
            <li key={TxID} class="bg-base-200 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2">
              <TransferName walletId={walletId} TxID={TxID} isMarked={TxID === marked} />
              <span>{TEXTS.sides[side]}</span>
              <Money amount={amount} currency={currency} class="font-medium" />
              {!authorised && (
                <span class="text-quiet ml-auto text-xs">
                  {WALLET_ITEM.deadline} <Time at={deadline} as="clock" />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Tombstones({
  walletId,
  tombstones,
  marked,
}: {
  walletId: string;
  tombstones: WalletItem['tombstones'];
  marked: string | undefined;
}) {
  // The marked one is shown, however old it is.
  const first = tombstones.filter(({ TxID }, n) => n < MOST_TOMBSTONES || TxID === marked);
  return (
    <details open={tombstones.some(({ TxID }) => TxID === marked)}>
      <summary class="cursor-pointer text-sm font-medium">
        {WALLET_ITEM.tombstones} ({tombstones.length})
      </summary>
      <p class="text-quiet mt-1 text-xs">
        {tombstones.length === 0 ? WALLET_ITEM.noTombstones : WALLET_ITEM.tombstonesText}
      </p>
      <ul class="mt-2 flex flex-col gap-1 text-sm">
        {first.map(({ TxID, deadline }) => (
          <li key={TxID} class="flex flex-wrap items-center gap-x-3">
            <TransferName walletId={walletId} TxID={TxID} isMarked={TxID === marked} />
            <span class="text-quiet text-xs">
              {WALLET_ITEM.deadline} <Time at={deadline} as="clock" />
            </span>
          </li>
        ))}
      </ul>
      {tombstones.length > first.length && (
        <p class="text-quiet mt-1 text-xs">{WALLET_ITEM.more(tombstones.length - first.length)}</p>
      )}
    </details>
  );
}

function TransferName({ walletId, TxID, isMarked }: { walletId: string; TxID: string; isMarked: boolean }) {
  if (!isMarked) return <TransferLink walletId={walletId} TxID={TxID} />;
  return (
    <span class="text-info inline-flex items-center gap-1 font-semibold">
      <Icon name="next" class="size-4" />
      <span class="font-mono text-[0.92em]" title={TxID}>
        {shortId(TxID)}
      </span>
      <span class="text-xs">{TRANSFER.sides.thisOne}</span>
    </span>
  );
}
