import { Command } from 'commander';
import { readEnvironment, required } from '../../config/environment.ts';
import { sendJson } from '../../remote/send.ts';
import { AuditStates } from '../../store/audit-states.ts';
import { documents } from '../../store/documents.ts';
import { Roots } from '../../store/roots.ts';
import { auditAndSettle, auditBooks } from '../../usecases/audit.ts';
import { continueAudit } from '../../usecases/continue-audit.ts';
import { connect, type OperatorOptions, operatorStores, storedSigningKeys } from './connection.ts';
import { changing } from './log/declared.ts';
import { json, printAudit, printContinuedAudit } from './print.ts';

/** The reason of an audit that is given none: it settles what is left over, and nothing else. */
const ROUTINE = 'an audit';

/**
 * `audit`: the full replay, or with `--continue` the audit that the schedule runs.
 * @param options the program's global options
 */
export function auditCommand(options: () => OperatorOptions): Command {
  const command = new Command('audit')
    .description(
      'Reconciles every wallet with the journal and settles orphaned holds of final transfers. Exits with 1 on a mismatch.',
    )
    .option('--no-settle', 'report orphaned holds without settling them')
    .option(
      '--continue',
      'verify what was posted since the last hourly audit, with its result as the next root, and without its limit of time',
      false,
    );
  return changing(
    command,
    { options, reason: ROUTINE, readsWith: ({ settle, continue: goOn }) => settle === false && goOn !== true },
    async ({ settle, continue: goOn }: { settle: boolean; continue: boolean }) => {
      connect(options());
      const { balanced } = goOn ? await auditOn(options().json) : await auditAll(settle, options().json);
      process.exitCode = balanced ? 0 : 1;
    },
  );
}

async function auditAll(settle: boolean, asJson: boolean) {
  const report = settle
    ? await auditAndSettle(operatorStores(), Date.now)
    : { ...(await auditBooks(operatorStores(), Date.now)), settledAgain: [] };
  if (asJson) json(report);
  else printAudit(report);
  return report;
}

async function auditOn(asJson: boolean) {
  const env = readEnvironment({
    ROOTS_TABLE: required,
    RECEIPT_SIGNING_KEYS_PARAMETER: required,
    RECEIPT_ISSUER: required,
  });
  // This audit repeats its reads itself.
  const { journal, directory, shards } = operatorStores(sendJson);
  const db = documents();
  const signer = { keys: storedSigningKeys(env.RECEIPT_SIGNING_KEYS_PARAMETER), issuer: env.RECEIPT_ISSUER };
  const stores = {
    journal,
    directory,
    shards,
    signer,
    states: new AuditStates(db, env.ROOTS_TABLE),
    roots: new Roots(db, env.ROOTS_TABLE),
  };
  const report = await continueAudit(stores, { clock: Date.now, budgetMs: Number.POSITIVE_INFINITY });
  if (asJson) json(report);
  else printContinuedAudit(report);
  return report;
}
