import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import { Money } from '../../ui/money.tsx';
import { Time } from '../../ui/time.tsx';
import type { WalletItem } from '../contract.ts';
import { Facts } from '../parts/card.tsx';

/** The freezes and limits of a wallet: who has set them, since when, and why. */
export function ControlFacts({ item: { freezes = [], limits, closed_at, currency } }: { item: WalletItem }) {
  if (freezes.length === 0 && !limits && closed_at === undefined)
    return <p class="text-quiet text-sm">{WALLET_ITEM.noControls}</p>;
  const amounts = limits && [
    { name: WALLET_ITEM.limits.minimum, amount: limits.minimum_balance },
    { name: WALLET_ITEM.limits.maxPayment, amount: limits.max_payment },
    { name: WALLET_ITEM.limits.maxPerDay, amount: limits.max_per_day },
    { name: WALLET_ITEM.limits.left, amount: limits.left_today },
  ];
  return (
    <>
      {(freezes.length > 0 || closed_at !== undefined) && (
        <ul class="flex flex-col gap-1 text-sm [overflow-wrap:anywhere]">
          {closed_at !== undefined && (
            <li>
              {WALLET_ITEM.closedAt} <Time at={closed_at} as="short" />
            </li>
          )}
          {freezes.map(({ by, frozen, since, reason }) => (
            <li key={by}>
              {WALLET_ITEM.frozenBy[by](WALLET_ITEM.frozen[frozen])} <Time at={since} as="short" />
              {reason !== undefined && <span class="text-quiet block">{reason}</span>}
            </li>
          ))}
        </ul>
      )}
      {amounts && (
        <Facts
          facts={amounts.map(
            ({ name, amount }) =>
              amount !== undefined && { name, value: <Money amount={amount} currency={currency} /> },
          )}
        />
      )}
      {limits?.by_operator && <p class="text-quiet text-sm">{WALLET_ITEM.limits.byOperator}</p>}
    </>
  );
}
