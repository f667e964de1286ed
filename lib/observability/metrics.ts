import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { AuditReport } from '../domain/audit.ts';
import type { Status } from '../domain/transfer.ts';
import { logFields } from './log-fields.ts';

/**
 * Figures for CloudWatch, as log lines in its embedded metric format: to put one out costs no call. Namespace (the stage) and service
 * come from the environment. Each pair of a name and a dimension's value is paid for by the month, so dimensions have few values.
 */
const metrics = new Metrics();

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/** Puts out figures at once, so that what goes on at the same time cannot mix with them. */
function put(
  figures: Readonly<Record<string, readonly [Unit, number]>>,
  dimensions: Record<string, string> = {},
): void {
  for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
  for (const [name, value] of Object.entries(logFields())) metrics.addMetadata(name, value);
  for (const [name, [unit, value]] of Object.entries(figures)) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}

const count = (value: number) => [MetricUnit.Count, value] as const;
const milliseconds = (value: number) => [MetricUnit.Milliseconds, value] as const;

/** What the alarms about the books stand on: whether they balance, and findings by kind. */
export function putAudit(report: AuditReport, kinds: readonly string[], settledAgain: number): void {
  const findings = kinds.map((kind) => [kind, count(report.findings.filter((found) => found.kind === kind).length)]);
  put({
    books_balanced: count(report.balanced ? 1 : 0),
    wallets: count(report.wallets),
    holds_settled_again: count(settledAgain),
    ...Object.fromEntries(findings),
  });
}

/** One sweep: what is open, how old the oldest of it is, and what was started again. */
export function putSweep(sweep: { open: number; oldestMs: number; restarted: number; failures: number }): void {
  put({
    sweeps: count(1),
    open_transfers: count(sweep.open),
    oldest_open_transfer: milliseconds(sweep.oldestMs),
    restarted: count(sweep.restarted),
    restart_failures: count(sweep.failures),
  });
}

/** A transfer that came to its end, and how long after its initiation. */
export function putTransfer(status: Status, tookMs: number): void {
  put({ transfers: count(1), time_to_final: milliseconds(tookMs) }, { status });
}

/** A request was refused: 4xx. */
export function putRefusal(code: string): void {
  put({ refusals: count(1) }, { code });
}

/** A shard gave no answer that could be relied on. */
export function putShardError(shard: number): void {
  put({ shard_errors: count(1) }, { shard: String(shard) });
}

/** A shard was told to commit what it neither holds nor remembers. */
export function putCommitWithoutHold(): void {
  put({ commit_without_hold: count(1) });
}

/** The counter of a rate limit gave no answer: requests went on uncounted. */
export function putRateNotCounted(policy: string): void {
  put({ rate_not_counted: count(1) }, { policy });
}
