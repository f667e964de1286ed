import { useMemo } from 'preact/hooks';
import { OVERVIEW } from '../../texts/console/overview.ts';
import { format } from '../../ui/person.ts';
import { type ChartLine, SeriesChart } from '../../ui/series/series-chart.tsx';
import type { Series } from '../contract.ts';

const { series: TEXT } = OVERVIEW;
const rates = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

const moments = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const writeTime = (time: number) => clock.format(time);
const writeMoment = (time: number) => moments.format(time);
const SECOND_MS = 1_000;

/** Both charts. They are loaded by themselves, as most of their size is the library that draws them. */
export function Charts({ points, periodSeconds }: { points: Series['points']; periodSeconds: number }) {
  const { times, rate, latency } = useMemo(() => linesOf(points, periodSeconds), [points, periodSeconds]);
  return (
    <div class="grid gap-6 lg:grid-cols-2">
      <SeriesChart
        title={TEXT.rate}
        times={times}
        lines={rate}
        write={(value) => rates.format(value)}
        writeTime={writeTime}
        writeMoment={writeMoment}
        least={1}
        group="series"
      />
      <SeriesChart
        title={TEXT.latency}
        times={times}
        lines={latency}
        write={(value) => format.duration(value)}
        writeTime={writeTime}
        writeMoment={writeMoment}
        least={SECOND_MS}
        group="series"
      />
    </div>
  );
}

function linesOf(
  points: Series['points'],
  periodSeconds: number,
): { times: number[]; rate: ChartLine[]; latency: ChartLine[] } {
  const each = (value: (point: Series['points'][number]) => number | undefined) =>
    points.map((point) => value(point) ?? null);
  return {
    times: points.map(({ at }) => Date.parse(at)),
    rate: [
      { label: TEXT.successful, colour: 'success', values: each(({ successful }) => successful / periodSeconds) },
      { label: TEXT.invalid, colour: 'warning', dash: [6, 4], values: each(({ invalid }) => invalid / periodSeconds) },
      { label: TEXT.failed, colour: 'error', dash: [2, 3], values: each(({ failed }) => failed / periodSeconds) },
    ],
    latency: [
      { label: TEXT.p50, colour: 'info', values: each(({ p50_ms }) => p50_ms) },
      { label: TEXT.p99, colour: 'primary', dash: [6, 4], values: each(({ p99_ms }) => p99_ms) },
      { label: TEXT.max, colour: 'error', dash: [2, 3], values: each(({ max_ms }) => max_ms) },
    ],
  };
}
