import * as z from 'zod/mini';
import { Amount, CommandLine, ShardNumber, SideName, Time, TransferStatus, TxId, WalletId } from './values.ts';

/** A hold. The transfer of a debit is listed under this wallet, that of a credit under its payer. */
export const Hold = z.object({
  TxID: z.string(),
  side: SideName,
  amount: Amount,
  deadline: Time,
  /** It is held for a capture, maybe for weeks. */
  authorised: z.boolean(),
});

/** What a freeze refuses. */
export const Frozen = z.enum(['debits', 'credits', 'all']);

/** A wallet's item on its shard. */
export const WalletItem = z.object({
  currency: z.string(),
  balance: Amount,
  available: Amount,
  reserved: Amount,
  credit_limit: Amount,
  /** Freezes, limits and closing in words, with amounts in minor units, as commands print them. */
  controls: z.optional(z.array(z.string())),
  /** The freezes of its owner and of an operator. Missing: it is not frozen. */
  freezes: z.optional(
    z.array(
      z.object({ by: z.enum(['owner', 'operator']), frozen: Frozen, since: Time, reason: z.optional(z.string()) }),
    ),
  ),
  /** What the freezes refuse together. */
  frozen: z.optional(Frozen),
  /** Missing: it has no limits. */
  limits: z.optional(
    z.object({
      minimum_balance: z.optional(Amount),
      max_payment: z.optional(Amount),
      max_per_day: z.optional(Amount),
      left_today: z.optional(Amount),
      /** Then only an operator changes them. */
      by_operator: z.boolean(),
    }),
  ),
  closed_at: z.optional(Time),
  holds: z.array(Hold),
  /** Settled transactions that the wallet remembers, the newest deadline first. */
  tombstones: z.array(z.object({ TxID: z.string(), deadline: Time })),
  /** No reserve with a deadline up to here is accepted. Missing: no tombstone was dropped yet. */
  fence: z.optional(Time),
  /** The shard to which it is moving. Until it is there, nothing is paid from it or to it. */
  moving_to: z.optional(z.int()),
});
export type WalletItem = z.infer<typeof WalletItem>;

/** The stripes of a wallet: items beside its own one, which take what it receives. */
export const Stripes = z.object({
  /** How many stripes new payments use; 0: they use the wallet's own item. */
  used: z.int(),
  /** What the wallet's own item has. It goes below zero within a credit limit. */
  own: Amount,
  /** What each stripe has. Together with `own` it is the balance. */
  each: z.array(z.object({ stripe: z.int(), has: Amount, holds: z.int() })),
});
export type Stripes = z.infer<typeof Stripes>;

/** What an operator has done to a wallet: its freezes and limits afterwards, in words. */
export const ControlsDone = z.object({ controls: z.array(z.string()) });

/** One wallet: in the directory, on its shard, and its newest transfers. */
export const WalletDetail = z.object({
  at: Time,
  wallet_id: WalletId,
  shard: ShardNumber,
  /** Missing: this id is not claimed. */
  directory: z.optional(
    z.object({
      owner: z.string(),
      /** Known while the owner has a session: the directory has their id alone. */
      owner_login: z.optional(z.string()),
      status: z.enum(['CREATING', 'ACTIVE']),
      created_at: Time,
      treasury: z.boolean(),
    }),
  ),
  /** `money`: only the shard's HTTP API could be read, so holds, tombstones and fence are unknown. */
  read: z.enum(['item', 'money', 'missing', 'unreachable']),
  item: z.optional(WalletItem),
  /** Missing: the wallet has none, or its items could not be read. */
  stripes: z.optional(Stripes),
  money: z.optional(z.object({ currency: z.string(), balance: Amount, available: Amount, reserved: Amount })),
  error: z.optional(z.string()),
  /** The newest 20, newest first: what it pays, and what was decided to come. Amounts are signed. */
  transfers: z.array(
    z.object({
      TxID: TxId,
      /** The payer, or the payees. */
      others: z.array(WalletId),
      amount: Amount,
      currency: z.string(),
      status: TransferStatus,
      /** It is authorised, and waits for a capture until then. */
      held_until: z.optional(Time),
      initiated_at: Time,
    }),
  ),
  command: CommandLine,
});
export type WalletDetail = z.infer<typeof WalletDetail>;
