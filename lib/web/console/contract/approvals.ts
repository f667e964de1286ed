import * as z from 'zod/mini';
import { CommandLine, Time } from './values.ts';

/** What an operator asks a second one for. */
export const Requested = z.object({
  id: z.string(),
  /** Approved: its command runs, or was stopped. */
  state: z.enum(['waiting', 'approved', 'rejected', 'done', 'expired']),
  command: z.string(),
  arguments: z.record(z.string(), z.string()),
  reason: z.string(),
  /** The ARN of an identity of AWS; on a local stack the name of the user. */
  requested_by: z.string(),
  requested_at: Time,
  expires_at: Time,
  decided_by: z.optional(z.string()),
  decided_at: z.optional(Time),
  /** Why it was rejected. */
  detail: z.optional(z.string()),
});
export type Requested = z.infer<typeof Requested>;

/** The newest requests, and who looks at them. */
export const Approvals = z.object({
  /** The identity of this control room. */
  me: z.string(),
  requests: z.array(
    z.extend(Requested, {
      /** This person asked for it, so that another one has to approve it. */
      own: z.boolean(),
      /** This identity approved it. */
      approved_here: z.boolean(),
    }),
  ),
  command: CommandLine,
});
export type Approvals = z.infer<typeof Approvals>;
