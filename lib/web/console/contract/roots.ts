import * as z from 'zod/mini';
import { Finding } from './audit.ts';
import { Amount, CommandLine, Count, ShardNumber, Time, WalletId } from './values.ts';

/** A kept root: the signed Merkle root of the heads of all statements that the audit has verified. */
export const KeptRoot = z.object({
  /** It identifies the root. */
  kept_at: Time,
  /** In base64url. */
  root: z.string(),
  /** The number of heads below it. */
  size: Count,
  /** The id of the key that signed it. Missing: the signature cannot be read. */
  key_id: z.optional(z.string()),
  /** The heads that have newer entries, which the audit had not verified when its time was over. */
  behind: Count,
  /** What that audit found. */
  findings: Count,
});
export type KeptRoot = z.infer<typeof KeptRoot>;

/** The kept roots, newest first. */
export const Roots = z.object({
  at: Time,
  roots: z.array(KeptRoot),
  /** What the audit of the newest root found: the first 100. */
  findings: z.array(Finding),
  /** Verifies all statements and every root. */
  command: CommandLine,
});
export type Roots = z.infer<typeof Roots>;

/** An entry that ends a statement, or that an audit has verified. */
const Head = z.object({ seq: Count, hash: z.string(), balance: Amount, posted_at: Time });

/** The head of a wallet's statement, and how much of the statement is below the newest root. */
export const WalletHead = z.object({
  at: Time,
  wallet_id: WalletId,
  shard: ShardNumber,
  /** Missing: nothing is posted, or there is no such wallet. */
  head: z.optional(Head),
  /** The entries up to `seq` are below the root of `kept_at`. Missing: none are. */
  verified: z.optional(z.object({ seq: Count, kept_at: Time, root: z.string() })),
  /** Verifies this wallet's statement. */
  command: CommandLine,
});
export type WalletHead = z.infer<typeof WalletHead>;
