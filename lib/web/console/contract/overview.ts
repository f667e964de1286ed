import * as z from 'zod/mini';
import { Amount, CommandLine, Count, Milliseconds, ShardNumber, Time } from './values.ts';

/** What this control room acts on, and what it can do there. It never changes while it runs. */
export const Stage = z.object({
  stage: z.string(),
  /** Whether this is the stack of `npm start` on this machine. */
  local: z.boolean(),
  region: z.optional(z.string()),
  shards: Count,
  /** How amounts are shown, as the stage's `CURRENCIES` says where this program runs. */
  currencies: z.array(z.object({ currency: z.string(), digits: Count, name: z.optional(z.string()) })),
  started_at: Time,
  can: z.object({
    /** Stop shards, lose replies, kill the orchestrator: a local stack with its switchboard. */
    break: z.boolean(),
    /** Change the keys. */
    rotate_keys: z.boolean(),
    /** Read the items of wallets, not only their money. */
    read_wallet_items: z.boolean(),
  }),
  /** How the operators' program is called for this stage, for example `npm run operator -- --stage prod`. */
  command: CommandLine,
});
export type Stage = z.infer<typeof Stage>;

/** One look at the books. `sum` is missing where only a metric says whether they balance. */
export const BooksCheck = z.object({ at: Time, balanced: z.boolean(), sum: z.optional(Amount) });

/** Whether money was made or lost. */
export const Books = z.object({
  /** `unknown`: not looked at yet, or a shard could not be read. */
  state: z.enum(['balanced', 'unbalanced', 'unknown']),
  /**
   * What the shards have more than the journal says, over the wallets at rest: Σ of the balances,
   * which is 0 unless money was made or lost.
   */
  sum: z.optional(Amount),
  /** The first of the unbroken row of looks with this state. */
  since: z.optional(Time),
  checked_at: z.optional(Time),
  /** Why the last look failed. */
  error: z.optional(z.string()),
  /** `audit`: this program reads all wallets. `metrics`: the hourly audit of the stage says so. */
  source: z.enum(['audit', 'metrics']),
  /** Oldest first, the newest 200. */
  history: z.array(BooksCheck),
});

/** How many transfers are not final. */
export const PendingSummary = z.object({
  count: Count,
  /** False: there are more than were counted. */
  exact: z.boolean(),
  oldest_ms: Milliseconds,
});

/** The requests that one look costs, at most. */
export const Cost = z.object({
  /** To the orchestrator's database. */
  database: Count,
  /** To the shards' HTTP APIs. */
  shards: Count,
  /** To CloudWatch, which bills them. */
  metrics: Count,
});

/** A shard as the last look found it. */
export const ShardHealth = z.object({
  number: ShardNumber,
  address: z.string(),
  /** `unknown`: it could not be asked, for example because the keys for its tokens cannot be read. */
  state: z.enum(['reachable', 'unreachable', 'unknown']),
  /** Why it is not reachable. */
  error: z.optional(z.string()),
  latency_ms: z.optional(z.number()),
  checked_at: Time,
  /** The first of the unbroken row of looks with this state. */
  since: Time,
  /** The latest looks, oldest first; null: no response. At most 120. */
  latencies_ms: z.array(z.nullable(z.number())),
  /** By the last audit. */
  wallets: z.optional(
    z.object({
      count: Count,
      sums: z.array(z.object({ currency: z.string(), sum: Amount })),
      holds: Count,
      counted_at: Time,
    }),
  ),
});
export type ShardHealth = z.infer<typeof ShardHealth>;

/** The first page. */
export const Overview = z.object({
  at: Time,
  books: Books,
  /** Missing: the orchestrator's database gives no response. */
  pending: z.optional(PendingSummary),
  /** Why parts are missing. */
  error: z.optional(z.string()),
  shards: z.array(z.pick(ShardHealth, { number: true, state: true, latency_ms: true })),
  /** The alarms that ring, by name. */
  alarms: z.array(z.string()),
  cost: Cost,
});
export type Overview = z.infer<typeof Overview>;

/** A part of the time: transfers that became final in it. */
export const SeriesPoint = z.object({
  /** Its start. */
  at: Time,
  successful: Count,
  invalid: Count,
  failed: Count,
  /** From initiation to final. Missing without transfers. */
  p50_ms: z.optional(z.number()),
  p99_ms: z.optional(z.number()),
  max_ms: z.optional(z.number()),
  /** Not final, at the end of the part; missing if not counted. */
  pending: z.optional(Count),
});

/** Transfers over time, oldest first, without gaps. */
export const Series = z.object({
  /** `stack`: what the processes of the local stack log. */
  source: z.enum(['stack', 'CloudWatch', 'none']),
  period_seconds: z.int(),
  points: z.array(SeriesPoint),
});
export type Series = z.infer<typeof Series>;
