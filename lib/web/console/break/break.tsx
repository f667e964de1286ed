import { useState } from 'preact/hooks';
import { BREAK } from '../../texts/console/break.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { overview } from '../live/overview.ts';
import { useLive } from '../live/use-live.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import { BooksLine } from './books-line.tsx';
import { ProcessCard } from './process-card.tsx';
import { SeenList } from './seen-list.tsx';
import { useWatch } from './use-watch.ts';
import { Verdict } from './verdict.tsx';
import { pendingCount, watchedOf } from './watch.ts';
import { WatchedTransfer } from './watched.tsx';

const EVERY_MS = 1_000;

/** Breaks a local stack, and shows what becomes of the money and of the transfers meanwhile. */
export function BreakPage() {
  const { can } = useStage();
  if (can.break) return <Broken />;
  return (
    <Page title={BREAK.title}>
      <Empty icon="bolt" title={BREAK.notHere}>
        <p class="text-quiet text-sm">{BREAK.notHereText}</p>
      </Empty>
    </Page>
  );
}

function Broken() {
  const faults = useLive('faults', {}, EVERY_MS);
  const { seen, add } = useWatch();
  const [chosen, choose] = useState<string>();
  const watched = watchedOf(seen, chosen);
  const { data } = overview.known.value;
  const pending = pendingCount(data?.pending?.count, seen);
  return (
    <Page title={BREAK.title} wide>
      <p class="text-quiet mb-4 text-sm">{BREAK.intro}</p>
      <div class="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <div class="flex min-w-0 flex-col gap-4">
          {data && <BooksLine books={data.books} pending={pending} />}
          <Verdict faults={faults.data} books={data?.books} pending={pending} />
          <SeenList seen={seen} watched={watched} onWatch={choose} onStarted={add} />
        </div>
        <div class="flex min-w-0 flex-col gap-4">
          <Loaded known={faults} height="h-40">
            {({ processes }) => (
              <div class="grid gap-4 sm:grid-cols-2">
                {processes.map((process) => (
                  <ProcessCard key={process.name} process={process} />
                ))}
              </div>
            )}
          </Loaded>
          <WatchedTransfer transfer={watched} />
        </div>
      </div>
    </Page>
  );
}
