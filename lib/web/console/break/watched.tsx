import { BREAK } from '../../texts/console/break.ts';
import { GRAPH } from '../../texts/graph.ts';
import { Empty } from '../../ui/empty.tsx';
import { useLive } from '../live/use-live.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Card } from '../parts/card.tsx';
import { TransferLink } from '../parts/links.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { whyText } from '../pending/why.ts';
import { Way } from '../transfer/way.tsx';
import type { Seen } from './watch.ts';

const EVERY_MS = 600;

/** One transfer on its state machine, as it goes on. */
export function WatchedTransfer({ transfer }: { transfer: Seen | undefined }) {
  if (!transfer) {
    return (
      <Card title={BREAK.watched}>
        <Empty icon="clock" title={BREAK.noWatched} />
      </Card>
    );
  }
  return <Watched key={transfer.TxID} transfer={transfer} />;
}

function Watched({ transfer: { wallet_id, TxID } }: { transfer: Seen }) {
  const known = useLive('transfer', { wallet_id, TxID }, ({ waiting }) => (waiting ? EVERY_MS : undefined));
  const status = known.data?.transfer.status;
  return (
    <Card
      title={
        <span class="flex flex-wrap items-center gap-2">
          {BREAK.watched} <TransferLink walletId={wallet_id} TxID={TxID} />
        </span>
      }
      actions={status && <StatusBadge status={status} />}
    >
      <Loaded known={known} height="h-96">
        {({ waiting, path }) => (
          <>
            <p class="text-sm font-medium">{waiting ? whyText(waiting) : GRAPH.ended}</p>
            <Way path={path} />
          </>
        )}
      </Loaded>
    </Card>
  );
}
