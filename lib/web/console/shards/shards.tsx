import { useRoute } from 'preact-iso';
import { TEXTS } from '../../texts/console/common.ts';
import { SHARDS } from '../../texts/console/shards.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { addressOf } from '../addresses.ts';
import { useLive } from '../live/use-live.ts';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import { ShardCard } from './shard-card.tsx';

const EVERY_MS = 2_000;

/** All shards with their health. */
export function ShardsPage() {
  const known = useLive('shards', {}, EVERY_MS);
  const { command } = useStage();
  return (
    <Page title={SHARDS.title} wide>
      <div class="flex flex-col gap-4">
        <Loaded known={known} height="h-72">
          {({ shards }) => (
            <div class="grid gap-4 lg:grid-cols-2">
              {shards.map((shard) => (
                <ShardCard key={shard.number} shard={shard} />
              ))}
            </div>
          )}
        </Loaded>
        <Command text={`${command} audit --no-settle`} />
      </div>
    </Page>
  );
}

/** One shard. */
export function ShardPage() {
  const number = Number(useRoute().params.number);
  const { command } = useStage();
  const known = useLive('shards', {}, EVERY_MS);
  return (
    <Page title={TEXTS.shard(number)} back={{ href: addressOf.shards, label: SHARDS.all }} wide>
      <Loaded known={known} height="h-72">
        {({ shards }) => {
          const shard = shards.find((one) => one.number === number);
          if (!shard) return <Empty icon="server" title={SHARDS.missing} />;
          return (
            <div class="flex flex-col gap-4">
              <ShardCard shard={shard} />
              <Command text={`${command} audit --no-settle`} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}
