import { USERS } from '../../texts/console/users.ts';
import { Time } from '../../ui/time.tsx';
import type { UserDetail } from '../contract.ts';
import { Card } from '../parts/card.tsx';
import { WalletLink } from '../parts/links.tsx';

/** The wallets and the keys of a user. */
export function Holdings({ user: { wallets, keys, more } }: Pick<UserDetail, 'user'>) {
  return (
    <div class="grid items-start gap-4 xl:grid-cols-2">
      <Card title={USERS.wallets}>
        {wallets.length === 0 && <p class="text-quiet text-sm">{USERS.noWallets}</p>}
        <ul class="flex flex-col">
          {wallets.map(({ wallet_id, status, currency, created_at }) => (
            <li
              key={wallet_id}
              class="border-base-300 flex flex-wrap items-center gap-x-4 gap-y-1 border-t py-2 text-sm first:border-t-0"
            >
              <WalletLink id={wallet_id} />
              <span>{status.toLowerCase()}</span>
              {currency !== undefined && <span>{currency}</span>}
              <Time at={created_at} class="text-quiet ml-auto text-xs" />
            </li>
          ))}
        </ul>
        {more && <p class="text-quiet text-sm">{USERS.moreWallets}</p>}
      </Card>
      <Card title={USERS.keys}>
        {keys.length === 0 && <p class="text-quiet text-sm">{USERS.noKeys}</p>}
        <ul class="flex flex-col">
          {keys.map(({ key_id, status, last_used_at }) => (
            <li
              key={key_id}
              class="border-base-300 flex flex-wrap items-center gap-x-4 gap-y-1 border-t py-2 text-sm first:border-t-0"
            >
              <code class="[overflow-wrap:anywhere]">{key_id}</code>
              <span>{USERS.keyStates[status]}</span>
              <span class="text-quiet ml-auto text-xs">
                {last_used_at === undefined ? (
                  USERS.neverUsed
                ) : (
                  <>
                    {USERS.lastUsed} <Time at={last_used_at} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
