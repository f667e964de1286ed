import type { AlarmState, CloudWatch, MetricQuery } from '../../../remote/cloudwatch.ts';
import type { Series } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import type { MeasuredAlarm, Measurements } from './measurements.ts';
import { periodFor } from './periods.ts';
import { shared } from './shared.ts';

/** How long an answer of CloudWatch, which bills each request, serves. */
const FRESH_MS = 30_000;
const SMALLEST_PERIOD_S = 60;
const HOUR_MS = 3_600_000;
const STATES = { OK: 'ok', ALARM: 'alarm', INSUFFICIENT_DATA: 'unknown' } as const;

/**
 * What CloudWatch has measured of a deployed stage.
 * @param regions CloudWatch of the orchestrator's region, and of the region of each shard
 */
export function stageMeasurements(
  stage: string,
  regions: { readonly orchestrator: CloudWatch; readonly shards: readonly CloudWatch[] },
  now: () => number,
): Measurements {
  const metric = (id: string, name: string, statistic: string, status?: string): MetricQuery => ({
    id,
    namespace: `mib/${stage}`,
    metric: name,
    dimensions: { service: 'mib', ...(status !== undefined && { status }) },
    statistic,
  });
  const series = new Map<number, () => Promise<Series>>();
  return {
    series(minutes) {
      const look = series.get(minutes) ?? shared(() => readSeries(minutes), FRESH_MS, now);
      series.set(minutes, look);
      return look();
    },
    booksChecks: shared(
      async () => {
        const times = { from: now() - 24 * HOUR_MS, to: now(), periodSeconds: HOUR_MS / 1000 };
        const found = await regions.orchestrator.metrics([metric('books', 'books_balanced', 'Minimum')], times);
        return (found.get('books') ?? []).map(({ at, value }) => ({ at: iso(at), balanced: value >= 1 }));
      },
      FRESH_MS,
      now,
    ),
    alarms: shared(
      async () => {
        const found = await Promise.all([
          regions.orchestrator.alarms(`mib-${stage}-`),
          ...regions.shards.map((region, n) => region.alarms(`mib-shard-${n}-${stage}-`)),
        ]);
        return new Map(found.flat().map((alarm) => [alarm.name, measuredAlarm(alarm)]));
      },
      FRESH_MS,
      now,
    ),
    last: async () => [],
  };

  async function readSeries(minutes: number): Promise<Series> {
    const period = periodFor(minutes, SMALLEST_PERIOD_S);
    const to = Math.ceil(now() / 1000 / period) * period * 1000;
    const from = to - Math.ceil((minutes * 60) / period) * period * 1000;
    const found = await regions.orchestrator.metrics(
      [
        metric('successful', 'transfers', 'Sum', 'SUCCESSFUL'),
        metric('invalid', 'transfers', 'Sum', 'INVALID'),
        metric('failed', 'transfers', 'Sum', 'FAILED'),
        metric('p50', 'time_to_final', 'p50', 'SUCCESSFUL'),
        metric('p99', 'time_to_final', 'p99', 'SUCCESSFUL'),
        metric('max', 'time_to_final', 'Maximum', 'SUCCESSFUL'),
        metric('pending', 'open_transfers', 'Maximum'),
      ],
      { from, to, periodSeconds: period },
    );
    const points = Array.from({ length: (to - from) / 1000 / period }, (_, n) => {
      const at = from + n * period * 1000;
      const value = (id: string) => found.get(id)?.find((one) => one.at === at)?.value;
      const [p50, p99, max, pending] = ['p50', 'p99', 'max', 'pending'].map(value);
      return {
        at: iso(at),
        successful: Math.round(value('successful') ?? 0),
        invalid: Math.round(value('invalid') ?? 0),
        failed: Math.round(value('failed') ?? 0),
        ...(p50 !== undefined && { p50_ms: p50 }),
        ...(p99 !== undefined && { p99_ms: p99 }),
        ...(max !== undefined && { max_ms: max }),
        ...(pending !== undefined && { pending: Math.round(pending) }),
      };
    });
    return { source: 'CloudWatch', period_seconds: period, points };
  }
}

function measuredAlarm({ state, since, reason }: AlarmState): MeasuredAlarm {
  return { state: STATES[state], ...(since && { since: since.toISOString() }), measured: reason };
}
