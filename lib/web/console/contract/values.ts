import * as z from 'zod/mini';

/** A time in RFC 3339. */
export const Time = z.string();
/** A time that identifies something: to the millisecond, and in UTC. */
export const ExactTime = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'must be a time such as 2026-11-26T10:00:00.000Z'));
/** Minor units: digits, with a minus if negative. Never a JSON number, which would round. */
export const Amount = z.string().check(z.regex(/^-?\d+$/, 'must be an integer of minor units'));
/** The id of a wallet. */
export const WalletId = z.string().check(z.regex(/^\d{1,512}$/, 'must be 1 to 512 digits'));
/** The id of a transfer: a ULID. */
export const TxId = z.string().check(z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'must be a transaction id'));
/** The number of a shard. */
export const ShardNumber = z.int().check(z.gte(0), z.lt(10_000));
export const Milliseconds = z.int().check(z.gte(0));
export const Count = z.int().check(z.gte(0));

/** The command of the operators' program that shows or does the same, ready to paste. */
export const CommandLine = z.string();

export const TransferStatus = z.enum(['PENDING', 'PROCESSING', 'INVALID', 'FAILED', 'SUCCESSFUL']);
export type TransferStatus = z.infer<typeof TransferStatus>;
export const Decision = z.enum(['COMMIT', 'ABORT']);
/** The payer's side of a transfer, and the payee's. */
export const SideName = z.enum(['debit', 'credit']);
export type SideName = z.infer<typeof SideName>;

/** A field that breaks a rule. */
export const FieldProblem = z.object({ field: z.string(), message: z.string() });

/** An error of the control room (RFC 9457). `code` is for the page, `detail` for a person. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum([
    'invalid_input',
    'no_session',
    'wrong_host',
    'wrong_origin',
    'not_found',
    'method_not_allowed',
    'payload_too_large',
    'unsupported_media_type',
    'not_here',
    'not_now',
    'unreachable',
    'internal_error',
  ]),
  detail: z.optional(z.string()),
  errors: z.optional(z.array(FieldProblem)),
});
export type Problem = z.infer<typeof Problem>;

/** Work that takes a while. Ask for it again until `finished_at` is there. */
export const Job = z.object({
  id: z.string(),
  kind: z.enum(['redrive', 'audit']),
  started_at: Time,
  finished_at: z.optional(Time),
  /** How many parts the job has, as far as known: transfers to redrive, shards and the journal to read. */
  total: Count,
  done: Count,
  /** What failed. The other parts went on. */
  failures: z.array(z.object({ what: z.string(), message: z.string() })),
});
export type Job = z.infer<typeof Job>;
