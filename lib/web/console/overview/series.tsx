import { OVERVIEW } from '../../texts/console/overview.ts';
import { ColumnNames } from '../../ui/column-names.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { format } from '../../ui/person.ts';
import type { Series } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Card } from '../parts/card.tsx';
import { Loaded } from '../parts/loaded.tsx';

const { series: TEXT } = OVERVIEW;
const SPANS = [15, 60, 360, 1440] as const;
const CLOUDWATCH_MS = 60_000;
const STACK_MS = 3_000;

const Charts = lazy(async () => (await import('./charts.tsx')).Charts);

/** The span that an address names, in minutes. */
export function spanOf(minutes: string | undefined): number {
  return SPANS.find((span) => String(span) === minutes) ?? SPANS[0];
}

/** Transfers a second and the time to final, over a span. */
export function SeriesCard({ minutes }: { minutes: number }) {
  // CloudWatch bills each request and has one value a minute.
  const known = useLive('series', { minutes }, ({ source }) => (source === 'stack' ? STACK_MS : CLOUDWATCH_MS));
  return (
    <Card title={TEXT.heading} actions={<Spans minutes={minutes} />}>
      <Loaded known={known} height="h-64">
        {(series) =>
          series.source === 'none' ? (
            <p class="text-quiet text-sm">{TEXT.none}</p>
          ) : (
            <>
              <Charts points={series.points} periodSeconds={series.period_seconds} />
              <p class="text-quiet text-xs">
                {TEXT.source(series.source, format.duration(1_000 * series.period_seconds))}
              </p>
              <SeriesTable series={series} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function Spans({ minutes }: { minutes: number }) {
  return (
    <nav aria-label={OVERVIEW.minutes} class="join">
      {SPANS.map((span) => (
        <a
          key={span}
          href={`/?minutes=${span}`}
          aria-current={span === minutes ? 'true' : undefined}
          class={`btn btn-sm join-item ${span === minutes ? 'btn-neutral' : ''}`}
        >
          {OVERVIEW.span[span]}
        </a>
      ))}
    </nav>
  );
}

/** What the charts show, for people who do not see them. The newest is first. */
function SeriesTable({ series: { points } }: { series: Series }) {
  const number = (ms: number | undefined) => (ms === undefined ? '–' : format.duration(ms));
  return (
    <details class="border-base-300 rounded-xl border">
      <summary class="cursor-pointer rounded-xl px-4 py-3 text-sm font-medium">{TEXT.table}</summary>
      <section
        aria-label={TEXT.table}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        class="max-h-80 overflow-auto"
      >
        <table class="table-sm table tabular-nums">
          <ColumnNames
            names={[
              TEXT.at,
              TEXT.successful,
              TEXT.invalid,
              TEXT.failed,
              TEXT.columns.p50,
              TEXT.columns.p99,
              TEXT.max,
              TEXT.pending,
            ]}
          />
          <tbody>
            {points.toReversed().map(({ at, successful, invalid, failed, p50_ms, p99_ms, max_ms, pending }) => (
              <tr key={at}>
                <th scope="row" class="font-normal whitespace-nowrap">
                  {format.timeShort(at)}
                </th>
                <td>{successful}</td>
                <td>{invalid}</td>
                <td>{failed}</td>
                <td>{number(p50_ms)}</td>
                <td>{number(p99_ms)}</td>
                <td>{number(max_ms)}</td>
                <td>{pending ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
