import { useLocation } from 'preact-iso';
import { OVERVIEW } from '../../texts/console/overview.ts';
import { Page } from '../../ui/page.tsx';
import { overview } from '../live/overview.ts';
import { Command } from '../parts/command.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useStage } from '../stage.tsx';
import { BooksBanner } from './books.tsx';
import { SeriesCard, spanOf } from './series.tsx';
import { Tiles } from './tiles.tsx';

/** The first view: whether an operator has to act. */
export function OverviewPage() {
  const { query } = useLocation();
  const { command } = useStage();
  return (
    <Page title={OVERVIEW.title} wide>
      <div class="flex flex-col gap-4">
        <Loaded known={overview.known.value} height="h-80">
          {(known) => (
            <>
              {known.error !== undefined && (
                <p class="text-warning text-sm font-medium">{OVERVIEW.partial(known.error)}</p>
              )}
              <BooksBanner books={known.books} />
              <Tiles overview={known} />
            </>
          )}
        </Loaded>
        <SeriesCard minutes={spanOf(query.minutes)} />
        <Command text={`${command} audit`} />
        {overview.known.value.data && <CostLine cost={overview.known.value.data.cost} />}
      </div>
    </Page>
  );
}

function CostLine({ cost }: { cost: { database: number; shards: number; metrics: number } }) {
  return <p class="text-quiet text-xs">{OVERVIEW.cost(cost.database, cost.shards, cost.metrics)}</p>;
}
