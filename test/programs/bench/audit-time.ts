import { loadavg } from 'node:os';
import * as z from 'zod';
import { operatorStores, storedSigningKeys } from '../../../lib/cli/operator/connection.ts';
import { AuditStates } from '../../../lib/store/audit-states.ts';
import { documents } from '../../../lib/store/documents.ts';
import { Roots } from '../../../lib/store/roots.ts';
import { type ContinuedAudit, continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { onBenchStack } from './bench-stack.ts';
import { generateBooks } from './generated-books.ts';

/** `ms`: by the clock. `cpuMs`: of the audit's own process, without the shards and the databases. */
const Took = z.strictObject({ ms: z.int(), cpuMs: z.int() });

/** The time of an hourly audit: of one without a state, which verifies every entry, and of the next one. */
export type AuditTime = z.infer<typeof AuditTime>;
export const AuditTime = z.strictObject({
  wallets: z.int(),
  entries: z.int(),
  /** The machine's load before the first audit. */
  load: z.number(),
  /** Every entry was new. */
  entriesNew: Took,
  /** No entry was new. */
  nothingNew: Took,
});

/** Of a wallet, in the mean. */
const ENTRIES_EACH = 100;

/**
 * Times the audit over generated books of about so many entries, on the tables and shards of a local stack.
 * @throws Error if an audit finds anything, or has not verified every entry
 */
export async function auditTime({
  entries: about,
  say,
}: {
  entries: number;
  say: (line: string) => void;
}): Promise<AuditTime> {
  return onBenchStack(async ({ stack }) => {
    const pairs = Math.ceil(about / ENTRIES_EACH / 2);
    const entries = 2 * pairs * ENTRIES_EACH;
    Object.assign(process.env, stack.operator);
    say(`generating ${entries} entries of ${2 * pairs} wallets`);
    await generateBooks(stack, { pairs, each: ENTRIES_EACH });
    const [load = 0] = loadavg();
    say('auditing');
    const first = await timed(entries);
    const second = await timed(0);
    return { wallets: 2 * pairs, entries, load, entriesNew: first, nothingNew: second };
  });
}

async function timed(entries: number): Promise<z.infer<typeof Took>> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const report = await audit();
  const { user, system } = process.cpuUsage(cpu);
  if (!report.balanced || !report.complete || report.behind > 0 || report.entries < entries)
    throw new Error(`the audit of the generated books found ${JSON.stringify(report.findings.slice(0, 3))}`);
  return { ms: Math.round(performance.now() - began), cpuMs: Math.round((user + system) / 1_000) };
}

/** As the hourly function does it. */
async function audit(): Promise<ContinuedAudit> {
  const { journal, directory, shards } = operatorStores();
  const { ROOTS_TABLE = '', RECEIPT_SIGNING_KEYS_PARAMETER = '', RECEIPT_ISSUER = '' } = process.env;
  const db = documents();
  const signer = { keys: storedSigningKeys(RECEIPT_SIGNING_KEYS_PARAMETER), issuer: RECEIPT_ISSUER };
  const [states, roots] = [new AuditStates(db, ROOTS_TABLE), new Roots(db, ROOTS_TABLE)];
  return continueAudit({ journal, directory, shards, signer, states, roots }, { clock: Date.now, budgetMs: Infinity });
}
