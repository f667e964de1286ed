import * as z from 'zod';
import type { OperatorRuns } from './operator-runs.ts';

/** An act in the operator log, as the program prints it. */
export type LoggedAct = z.infer<typeof LoggedAct>;
const LoggedAct = z.object({
  at: z.string(),
  command: z.string(),
  arguments: z.record(z.string(), z.string()),
  reason: z.string(),
  outcome: z.optional(z.object({ result: z.enum(['done', 'failed']) })),
});

/** What the operator log has, and whether its chain is whole. */
export interface LogReport {
  readonly verified: boolean;
  /** Where the chain breaks. */
  readonly broken: string | undefined;
  readonly acts: readonly LoggedAct[];
}

const Check = z.object({ verified: z.boolean(), broken: z.optional(z.object({ detail: z.string() })) });

/** Reads the operator log by the operators' program. @throws Error if it cannot be read */
export async function readLog(runs: Pick<OperatorRuns, 'read'>): Promise<LogReport> {
  const { verified, broken } = Check.parse(await runs.read(['log', '--verify']));
  const acts = z.array(LoggedAct).parse(await runs.read(['log', '--limit', '999999']));
  return { verified, broken: broken?.detail, acts };
}
