import { TEXTS } from '../../texts/console/common.ts';
import { TRANSFER } from '../../texts/console/transfer.ts';
import type { SideState, TransferDetail } from '../contract.ts';
import { Badge, type Tone, WalletBadge } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { ShardLink, WalletLink } from '../parts/links.tsx';
import { ItemView } from '../wallet/item.tsx';

const TONES: Record<SideState, Tone> = {
  nothing: 'quiet',
  held: 'busy',
  settled: 'good',
  no_wallet: 'warning',
  unknown: 'bad',
};

/** The wallets of a transfer, side by side. */
export function Sides({ detail: { sides, transfer } }: { detail: TransferDetail }) {
  return (
    <div class="grid gap-4 lg:grid-cols-2">
      {sides.map(({ side, wallet_id, shard, state, item, error }) => (
        <Card
          key={wallet_id}
          title={
            <span class="flex flex-wrap items-center gap-x-2">
              {TRANSFER.sides.heading(TEXTS.sides[side])} <WalletLink id={wallet_id} />
              <span class="text-quiet text-sm font-normal">
                <ShardLink number={shard} />
              </span>
              {item && <WalletBadge item={item} />}
            </span>
          }
          actions={<Badge tone={TONES[state]} text={TRANSFER.sides.states[state]} />}
        >
          <p class="text-quiet text-sm">{TRANSFER.sides.stateTexts[state]}</p>
          {error !== undefined && <p class="text-sm [overflow-wrap:anywhere]">{error}</p>}
          {item && <ItemView walletId={wallet_id} item={item} marked={transfer.TxID} />}
        </Card>
      ))}
    </div>
  );
}
