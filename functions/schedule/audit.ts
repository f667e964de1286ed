import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { FINDINGS } from '../../lib/domain/audit.ts';
import { logger } from '../../lib/observability/logger.ts';
import { putAudit } from '../../lib/observability/metrics.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { AuditStates } from '../../lib/store/audit-states.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { Roots } from '../../lib/store/roots.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { continueAudit } from '../../lib/usecases/continue-audit.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  ROOTS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
  RECEIPT_SIGNING_KEYS_PARAMETER: required,
  RECEIPT_ISSUER: required,
});
const db = documents();
const stores = {
  journal: new Journal(db, env.JOURNAL_TABLE),
  directory: new Directory(db, env.WALLETS_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
  states: new AuditStates(db, env.ROOTS_TABLE),
  roots: new Roots(db, env.ROOTS_TABLE),
  signer: { keys: signingKeys(env.RECEIPT_SIGNING_KEYS_PARAMETER), issuer: env.RECEIPT_ISSUER },
};
/** Of the function's 15 minutes the others are for the journal, the tree and what is in flight. */
const BUDGET_MS = 9 * 60_000;

/**
 * Every hour: verifies what was posted since the audit before, compares it with the journal, signs
 * and keeps the Merkle root of the verified heads, and settles holds that remain after final
 * transfers. The result is in metrics, and each finding is a log line.
 */
export async function handler(): Promise<{ balanced: boolean; findings: number }> {
  const report = await continueAudit(stores, { clock: Date.now, budgetMs: BUDGET_MS });
  for (const finding of report.findings) logger.error('audit finding', { finding });
  for (const hold of report.settledAgain) logger.warn('hold of a final transfer settled again', { hold });
  putAudit(report, FINDINGS, report.settledAgain.length);
  const { wallets, entries, transfers, behind, root } = report;
  logger.info('audited', {
    ...{ wallets, entries, transfers, behind },
    ...(root && { kept_at: new Date(root.keptAt).toISOString(), root: root.root, size: root.size }),
  });
  return { balanced: report.balanced, findings: report.findings.length };
}
