import * as z from 'zod/mini';
import { CommandLine, Count, Time } from './values.ts';

/** What an operator did. Without an outcome it is still running, or was stopped. */
export const OperatorAct = z.object({
  seq: Count,
  at: Time,
  /** The ARN of an identity of AWS; on a local stack the name of the user. */
  by: z.string(),
  command: z.string(),
  arguments: z.record(z.string(), z.string()),
  reason: z.string(),
  hash: z.string(),
  outcome: z.optional(z.object({ at: Time, result: z.enum(['done', 'failed']), detail: z.optional(z.string()) })),
});
export type OperatorAct = z.infer<typeof OperatorAct>;

/** The newest acts, and what the chain of the whole log proves. */
export const OperatorLog = z.object({
  acts: z.array(OperatorAct),
  check: z.object({
    verified: z.boolean(),
    /** Those that are as they were written. */
    entries: Count,
    head: z.string(),
    broken: z.optional(z.object({ seq: Count, detail: z.string() })),
  }),
  command: CommandLine,
});
export type OperatorLog = z.infer<typeof OperatorLog>;
