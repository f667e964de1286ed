import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { FINDINGS } from '../../lib/domain/audit.ts';
import type { Head } from '../../lib/domain/merkle.ts';
import { logger } from '../../lib/observability/logger.ts';
import { putAudit } from '../../lib/observability/metrics.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { Roots } from '../../lib/store/roots.ts';
import { auditAndSettle } from '../../lib/usecases/audit.ts';
import { keepRoot } from '../../lib/usecases/keep-root.ts';

const env = readEnvironment({
  JOURNAL_TABLE: required,
  ROOTS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
  RECEIPT_SIGNING_KEYS_PARAMETER: required,
  RECEIPT_ISSUER: required,
});
const db = documents();
const stores = {
  journal: new Journal(db, env.JOURNAL_TABLE),
  shards: new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER))),
};
const roots = new Roots(db, env.ROOTS_TABLE);
const signer = { keys: signingKeys(env.RECEIPT_SIGNING_KEYS_PARAMETER), issuer: env.RECEIPT_ISSUER };

/**
 * Every hour: compares the shards with the journal, and settles holds that remain after final
 * transfers. The result is in metrics, and each finding is a log line. Then it signs and keeps the
 * Merkle root of the heads of all statements.
 */
export async function handler(): Promise<{ balanced: boolean; findings: number }> {
  const heads: Head[] = [];
  const report = await auditAndSettle(stores, Date.now, (part) => {
    if (part === 'journal') return;
    for (const { walletId, head } of part.wallets) if (head) heads.push({ walletId, ...head });
  });
  for (const finding of report.findings) logger.error('audit finding', { finding });
  for (const hold of report.settledAgain) logger.warn('hold of a final transfer settled again', { hold });
  putAudit(report, FINDINGS, report.settledAgain.length);
  const root = await keepRoot({ roots, signer }, heads, Date.now());
  if (root)
    logger.info('root kept', { kept_at: new Date(root.keptAt).toISOString(), root: root.root, size: root.size });
  return { balanced: report.balanced, findings: report.findings.length };
}
