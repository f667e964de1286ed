import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { cellEnvironment } from '../../../lib/local/cells/cell-environment.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import type { Stack } from '../../../lib/local/stack.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;
/** A transfer counts as in motion for some seconds after its end: clocks may differ. */
const AT_REST_MS = 30_000;

export type AuditReport = z.infer<typeof AuditReport>;
const AuditReport = z.object({
  balanced: z.boolean(),
  wallets: z.int(),
  transfers: z.int(),
  open: z.int(),
  sumAtRest: z.string(),
  inMotion: z.array(z.string()),
  findings: z.array(z.object({ kind: z.string(), detail: z.string() }).catchall(z.string())),
});
const Failed = z.object({ stdout: z.string(), stderr: z.string() });

/**
 * Audits the running stack when nothing is in motion any more, so that the sum has every wallet.
 * @returns the last report if something is still in motion after half a minute
 * @throws Error if the audit cannot read the stores
 */
export async function auditAtRest(stack: Stack): Promise<AuditReport> {
  let report = await operatorAudit(stack);
  const end = Date.now() + AT_REST_MS;
  while (report.inMotion.length > 0 && Date.now() < end) report = await operatorAudit(stack);
  return report;
}

/**
 * Audits the running stack by the operators' program, as `npm run operator -- audit --json` does.
 * @throws Error if the audit cannot read the stores
 */
export async function operatorAudit(stack: Stack): Promise<AuditReport> {
  const env = operatorEnvironment(stack, stack.shardUrls);
  const { stdout, stderr } = await run(process.execPath, [OPERATOR_PROGRAM, 'audit', '--json'], {
    ...{ cwd: PROJECT, env, timeout: TIMEOUT_MS },
  }).catch((error: unknown) => Failed.parse(error));
  // The program also exits with 1 if the books do not balance, but then prints a report.
  if (stdout === '') throw new Error(`the audit could not read the books: ${stderr.trim()}`);
  return AuditReport.parse(JSON.parse(stdout));
}

/** The file of the operators' program. */
export const OPERATOR_PROGRAM = path.join(PROJECT, 'lib/cli/operator/cli.ts');

/** The environment of an operator of the running stack. @param shardUrls by number */
export function operatorEnvironment(
  stack: Pick<Stack, 'services' | 'endpoints' | 'operator'>,
  shardUrls: readonly string[],
): Record<string, string | undefined> {
  const orchestrator = stack.services.orchestrator;
  const names = Object.assign({}, ...(orchestrator?.functions ?? []).map(({ environment }) => environment));
  const shards = Object.fromEntries(shardUrls.map((url, n) => [`SHARD_ADDRESS_${n}`, url]));
  const runtime = { endpoint: stack.endpoints.orchestrator ?? '' };
  return cellEnvironment(runtime, { ...names, ...stack.operator, ...shards });
}
