import { SHARDS } from '../../texts/console/shards.ts';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Time } from '../../ui/time.tsx';
import { addressOf } from '../addresses.ts';
import type { ShardHealth } from '../contract.ts';
import { ShardBadge } from '../parts/badge.tsx';
import { Card, Facts } from '../parts/card.tsx';
import { ShardLink } from '../parts/links.tsx';
import { useStage } from '../stage.tsx';
import { Latencies } from './latencies.tsx';

/** One shard: whether it responds, how quickly, and what it holds. */
export function ShardCard({ shard }: { shard: ShardHealth }) {
  const { number, address, state, error, latency_ms, checked_at, since, latencies_ms, wallets } = shard;
  const { can } = useStage();
  return (
    <Card title={<ShardLink number={number} />} actions={<ShardBadge state={state} />}>
      {error !== undefined && <p class="text-error text-sm font-medium [overflow-wrap:anywhere]">{error}</p>}
      <Latencies latencies={latencies_ms} />
      <Facts
        facts={[
          latency_ms !== undefined && { name: SHARDS.latency, value: format.duration(latency_ms) },
          { name: SHARDS.since, value: <Time at={since} as="age" /> },
          { name: SHARDS.checked, value: <Time at={checked_at} as="age" /> },
          { name: SHARDS.address, value: <code class="text-xs">{address}</code> },
          wallets && { name: SHARDS.wallets, value: format.count(wallets.count) },
          wallets && { name: SHARDS.sum, value: <Sums sums={wallets.sums} /> },
          wallets && { name: SHARDS.holds, value: format.count(wallets.holds) },
          wallets && { name: SHARDS.counted, value: <Time at={wallets.counted_at} as="age" /> },
        ]}
      />
      {!wallets && <p class="text-quiet text-sm">{SHARDS.notCounted}</p>}
      <div class="flex flex-wrap gap-2">
        <a class="btn btn-sm" href={addressOf.pending({ shard: number })}>
          {SHARDS.pending}
        </a>
        {can.break && (
          <a class="btn btn-sm" href={addressOf.break}>
            {SHARDS.break}
          </a>
        )}
      </div>
    </Card>
  );
}

/** What the wallets of the shard have together, for each currency. */
function Sums({ sums }: { sums: NonNullable<ShardHealth['wallets']>['sums'] }) {
  if (sums.length === 0) return <Money amount="0" />;
  return (
    <ul>
      {sums.map(({ currency, sum }) => (
        <li key={currency}>
          <Money amount={sum} currency={currency} />
        </li>
      ))}
    </ul>
  );
}
