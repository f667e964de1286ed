import * as z from 'zod/mini';
import { Milliseconds, Time, TxId, WalletId } from './values.ts';

/** The name of a process of the local stack: `orchestrator`, `shard-0`, … */
export const ProcessName = z.string().check(z.regex(/^(orchestrator|shard-\d{1,4})$/, 'must name a process'));

/** A part of a cell that can fail by itself. `replies`: requests are carried out, and their responses are lost. */
export const Part = z.enum(['database', 'executions', 'replies']);

/** A process of the local stack. */
export const StackProcess = z.object({
  name: ProcessName,
  /** `dying`: it will be killed in the middle of the next transfer. */
  state: z.enum(['running', 'dying', 'stopped', 'starting']),
  since: Time,
  /** When it starts again by itself. */
  back_at: z.optional(Time),
  /** Why the last start failed. */
  error: z.optional(z.string()),
  /** The parts that are out of reach, and until when. */
  outages: z.array(z.object({ part: Part, until: Time })),
});

/** The switchboard of the local stack. */
export const Faults = z.object({ at: Time, processes: z.array(StackProcess) });
export type Faults = z.infer<typeof Faults>;

/** How long a part is out of reach. */
export const Outage = z.object({
  process: ProcessName,
  part: Part,
  ms: Milliseconds.check(z.gte(100), z.lte(120_000)),
});

/**
 * Kills a process as a crash would. `when`: `now`, or in the middle of the next transfer, between
 * its decision and its settling (the orchestrator only). It starts again after `back_after_ms`;
 * without it, when an operator starts it.
 */
export const Kill = z.object({
  process: ProcessName,
  when: z.enum(['now', 'mid_transfer']),
  back_after_ms: z.optional(Milliseconds.check(z.lte(120_000))),
});

/** The transfers of a drill, by the wallet of their payer. */
export const Drill = z.object({ transfers: z.array(z.object({ wallet_id: WalletId, TxID: TxId })) });
