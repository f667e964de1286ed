import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { AuditReport } from '../domain/audit.ts';

/** Figures for CloudWatch, as log lines in its embedded metric format: to put one out costs no call. */
const metrics = new Metrics({ namespace: 'mib', serviceName: 'mib' });

/** What an alarm stands on: findings by kind, what is open, and how old the oldest is. */
export function putAudit(report: AuditReport, kinds: readonly string[]): void {
  metrics.addMetric('books_balanced', MetricUnit.Count, report.balanced ? 1 : 0);
  metrics.addMetric('wallets', MetricUnit.Count, report.wallets);
  metrics.addMetric('open_transfers', MetricUnit.Count, report.open);
  metrics.addMetric('oldest_open_transfer', MetricUnit.Milliseconds, report.oldestOpenMs);
  for (const kind of kinds) {
    metrics.addMetric(kind, MetricUnit.Count, report.findings.filter((finding) => finding.kind === kind).length);
  }
  metrics.publishStoredMetrics();
}
