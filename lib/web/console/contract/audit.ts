import * as z from 'zod/mini';
import { Amount, CommandLine, Count, Job, Milliseconds, Time } from './values.ts';

/** A mismatch between the shards and the journal. */
export const Finding = z.object({
  kind: z.enum([
    'balance_differs',
    'below_credit_limit',
    'hold_without_open_transfer',
    'commit_without_wallet',
    'transfer_overdue',
    'statement_broken',
    'wallets_missing',
    'posting_without_transfer',
    'transfer_half_posted',
    'openings_differ',
    'currency_differs',
    'refunds_exceed',
    'wallet_twice',
  ]),
  wallet_id: z.optional(z.string()),
  TxID: z.optional(z.string()),
  detail: z.string(),
});

/** The result of one audit. */
export const AuditResult = z.object({
  at: Time,
  took_ms: Milliseconds,
  balanced: z.boolean(),
  wallets: Count,
  transfers: Count,
  open: Count,
  oldest_open_ms: Milliseconds,
  /** Over the wallets at rest, by the shards and by the journal. */
  sum_at_rest: Amount,
  sum_of_journal: Amount,
  /** The same for each currency. */
  sums: z.array(z.object({ currency: z.string(), at_rest: Amount, of_journal: Amount })),
  /** The wallets with transfers in flight during the audit. Their balances are checked against bounds. */
  in_motion: Count,
  /** The first 1,000. */
  findings: z.array(Finding),
  findings_in_all: Count,
  /** The holds of final transfers that the audit has settled. */
  settled_again: z.array(z.object({ wallet_id: z.string(), TxID: z.string() })),
  /** Whether it was to settle them. */
  settled: z.boolean(),
});
export type AuditResult = z.infer<typeof AuditResult>;

/** The audits of this control room since it started. */
export const Audits = z.object({
  /** Of an audit that runs now. */
  job: z.optional(Job),
  last: z.optional(AuditResult),
  /** Why the last audit that was tried has no result. */
  error: z.optional(z.object({ at: Time, message: z.string() })),
  command: CommandLine,
});
export type Audits = z.infer<typeof Audits>;
