import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { FINDINGS } from '../../lib/domain/audit.ts';
import { logger } from '../../lib/observability/logger.ts';
import { putAudit } from '../../lib/observability/metrics.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { auditAndSettle } from '../../lib/usecases/audit.ts';

const env = readEnvironment({ JOURNAL_TABLE: required, SERVICE_SIGNING_KEYS_PARAMETER: required });
const stores = {
  journal: new Journal(documents(), env.JOURNAL_TABLE),
  shards: new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER))),
};

/**
 * Every hour: compares the shards with the journal, and settles holds that remain after final
 * transfers. The result is in metrics, and each finding is a log line.
 */
export async function handler(): Promise<{ balanced: boolean; findings: number }> {
  const report = await auditAndSettle(stores, Date.now);
  for (const finding of report.findings) logger.error('audit finding', { finding });
  for (const hold of report.settledAgain) logger.warn('hold of a final transfer settled again', { hold });
  putAudit(report, FINDINGS, report.settledAgain.length);
  return { balanced: report.balanced, findings: report.findings.length };
}
