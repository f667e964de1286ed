import type { Balance } from 'mib/client';
import { noteText, shownStatus } from '../../texts/transfers.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icons.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { addresses } from '../addresses.ts';

/** The newest transfer of a wallet, which leads to its view. */
export function LastTransfer({ walletId, last }: { walletId: string; last: Balance['last_transaction'] }) {
  return (
    <Card title={WALLETS.last}>
      {last ? (
        <a
          href={addresses.transaction(walletId, last.TxID)}
          class="hover:bg-base-200 -m-2 flex items-center gap-3 rounded-xl p-2"
        >
          <span class="flex min-w-0 grow flex-col gap-1 text-sm">
            <span class="flex flex-wrap items-center gap-2">
              <StatusBadge status={shownStatus(last.status, last.note)} />
              <Time at={last.initiated_at} as="age" class="text-quiet" />
            </span>
            {noteText(last.status, last.note)}
          </span>
          <Icon name="next" class="text-quiet size-4" />
        </a>
      ) : (
        <p class="text-quiet text-sm">{WALLETS.noTransfers}</p>
      )}
    </Card>
  );
}
