import * as z from 'zod/mini';
import {
  Amount,
  CommandLine,
  Count,
  Decision,
  Milliseconds,
  ShardNumber,
  SideName,
  Time,
  TransferStatus,
  TxId,
  WalletId,
} from './values.ts';
import { WalletItem } from './wallets.ts';

/**
 * Where one side of a transfer stands in its wallet. `unknown`: the wallet could not be read.
 * `nothing`: neither hold nor tombstone: nothing has arrived yet, or the tombstone was dropped long
 * after.
 */
export const SideState = z.enum(['nothing', 'held', 'settled', 'no_wallet', 'unknown']);
export type SideState = z.infer<typeof SideState>;

/** One side of a transfer. */
export const Side = z.object({ side: SideName, wallet_id: WalletId, shard: ShardNumber, state: SideState });
export type Side = z.infer<typeof Side>;

/** What one payee of a transfer receives. */
export const Payee = z.object({ to_id: WalletId, amount: Amount });
export type Payee = z.infer<typeof Payee>;

/** The transfer as the journal has it. */
export const Transfer = z.object({
  TxID: TxId,
  from_id: WalletId,
  /** The payees, each with what it receives. */
  to: z.array(Payee),
  /** What the payer pays: the sum. */
  amount: Amount,
  currency: z.string(),
  status: TransferStatus,
  note: z.string(),
  reference: z.optional(z.string()),
  payer_note: z.optional(z.string()),
  /** Of a payment whose money is held for the payee: since when, and until when it can be captured. */
  authorised_at: z.optional(Time),
  expires_at: z.optional(Time),
  /** The users who asked for a payment that needs an approval, and who decided about it. */
  approval: z.optional(
    z.object({ asked_by: z.string(), approved_by: z.optional(z.string()), rejected_by: z.optional(z.string()) }),
  ),
  /** The member of the payer's wallet, or the key of its owner, that asked for it. */
  paid_by: z.optional(
    z.object({ user_id: z.string(), key: z.optional(z.object({ key_id: z.string(), name: z.string() })) }),
  ),
  /** The claim of the payee, as long as it is not settled. */
  capture: z.optional(z.object({ amount: Amount, attempt: Count, deadline: Time, is_released: z.boolean() })),
  /** What was captured, if it is less than the amount. */
  captured: z.optional(Amount),
  /** The payment that it gives back, which is that of the payee here. */
  refund_of: z.optional(TxId),
  /** Its refunds that have happened, oldest first. Their payee is the payer here. */
  refunds: z.optional(z.array(z.object({ TxID: TxId, amount: Amount }))),
  decision: z.optional(Decision),
  /** The last time to reserve at. */
  deadline: z.optional(Time),
  initiated_at: Time,
  processing_at: z.optional(Time),
  decided_at: z.optional(Time),
  finished_at: z.optional(Time),
});

/** Why a transfer is not final: the step that it waits for, and the shards that have not done it. */
export const Waiting = z.object({
  /**
   * `capture`: it is authorised, and waits for its payee or its expiry. `approval`: it waits for a second
   * person. Nothing is stuck.
   */
  for: z.enum(['begin', 'hold', 'capture', 'approval', 'decision', 'settle', 'finish']),
  /** Empty if it waits for no shard. */
  shards: z.array(ShardNumber),
});
export type Waiting = z.infer<typeof Waiting>;

/** The state of the sweeper's work on a transfer. */
export const Sweeper = z.object({
  /** How often it has started the workflow again. */
  attempts: Count,
  /** When it did so, oldest first: the first 19 times and the last. */
  restarts: z.array(Time),
  /** When it will do so next. Missing for a final transfer. */
  due_at: z.optional(Time),
});

/** A transfer that is not final. */
export const PendingTransfer = z.object({
  ...Transfer.shape,
  age_ms: Milliseconds,
  sides: z.array(Side),
  waiting: Waiting,
  sweeper: Sweeper,
  command: CommandLine,
});
export type PendingTransfer = z.infer<typeof PendingTransfer>;

/** The transfers that are not final, the oldest first. */
export const Pending = z.object({
  at: Time,
  transfers: z.array(PendingTransfer),
  /** There are more than the limit. */
  more: z.boolean(),
  /** How many of those listed have a side there. */
  by_shard: z.array(z.object({ shard: ShardNumber, count: Count, waiting: Count })),
  /** How many of those listed are so old, youngest class first. */
  by_age: z.array(z.object({ from_ms: Milliseconds, to_ms: z.optional(Milliseconds), count: Count })),
});
export type Pending = z.infer<typeof Pending>;

/** An event in the life of a transfer. */
export const TimelineEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), at: Time, status: TransferStatus }),
  z.object({ kind: z.literal('decision'), at: Time, decision: Decision }),
  z.object({
    kind: z.enum(['held', 'refused', 'settled']),
    at: Time,
    side: SideName,
    wallet_id: WalletId,
    shard: ShardNumber,
    /** The shard had settled it before `at`, for an earlier request. */
    earlier: z.optional(z.literal(true)),
  }),
  /** A second person has decided about the payment. */
  z.object({ kind: z.enum(['approved', 'rejected']), at: Time, by: z.string() }),
  /** The shard gave no response in time. */
  z.object({ kind: z.literal('unconfirmed'), at: Time, side: SideName, wallet_id: WalletId }),
]);

/**
 * The path of a transfer on the graph `transfer`, derived from the journal and the wallets. All
 * names are ids of nodes.
 */
export const Path = z.object({
  /** The states that it has passed, in order, each once. `at` where the journal has the time. */
  passed: z.array(z.object({ state: z.string(), at: z.optional(Time) })),
  /** The transitions between them, and to where it stands. */
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Where it stands. Empty once it is final. */
  current: z.array(z.string()),
  /**
   * States that it may have passed too, or in place of others: nothing stored tells. `passed` is the
   * usual way to the same result.
   */
  possible: z.array(z.string()),
});

export type Path = z.infer<typeof Path>;

/** One transfer, with its wallets beside it. */
export const TransferDetail = z.object({
  at: Time,
  transfer: Transfer,
  timeline: z.array(TimelineEntry),
  /** First the debit, then the credits. Without `item` if there is none or it could not be read. */
  sides: z.array(z.object({ ...Side.shape, item: z.optional(WalletItem), error: z.optional(z.string()) })),
  /** Missing once it is final. */
  waiting: z.optional(Waiting),
  sweeper: Sweeper,
  path: Path,
  commands: z.object({ show: CommandLine, redrive: CommandLine }),
});
export type TransferDetail = z.infer<typeof TransferDetail>;

/** The payer's wallet of a transfer, so that its address is known. */
export const FoundTransfer = z.object({
  /** Missing: none was found. */
  wallet_id: z.optional(WalletId),
  /** False: the journal was too long to be read whole. */
  complete: z.boolean(),
});
