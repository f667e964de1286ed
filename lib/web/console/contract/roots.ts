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
  /** `broken`: the root is not what a published key has signed. `revoked`: its key counts for nothing. */
  signature: z.enum(['valid', 'revoked', 'broken']),
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

/** One kept root. */
export const RootDetail = z.extend(KeptRoot, {
  at: Time,
  /** Until then heads can be proven to be below it: its tree is stored. The root is kept for good. */
  tree_until: Time,
  /** Verifies all statements and every root. */
  command: CommandLine,
});
export type RootDetail = z.infer<typeof RootDetail>;

/** An entry that ends a statement, or that an audit has verified. */
const Head = z.object({ seq: Count, hash: z.string(), balance: Amount, posted_at: Time });

/** The head of a wallet's statement, and how much of the statement is below the newest root. */
export const WalletHead = z.object({
  at: Time,
  wallet_id: WalletId,
  shard: ShardNumber,
  /** Of the amounts. Missing: the number is not claimed. */
  currency: z.optional(z.string()),
  /** Missing: nothing is posted, or there is no such wallet. */
  head: z.optional(Head),
  /** The entries up to `seq` are below the root of `kept_at`. Missing: none are. */
  verified: z.optional(z.object({ seq: Count, kept_at: Time, root: z.string() })),
  /** Verifies this wallet's statement. */
  command: CommandLine,
});
export type WalletHead = z.infer<typeof WalletHead>;

/** Whether the head of a wallet is below a kept root, computed hash by hash. */
export const HeadProof = z.object({
  at: Time,
  wallet_id: WalletId,
  shard: ShardNumber,
  kept_at: Time,
  root: z.string(),
  /**
   * - `proven`: the path leads from the entry on the shard to the root;
   * - `no_head`: the root has no head of this wallet;
   * - `tree_deleted`: the tree of the root is stored no longer;
   * - `entry_differs`: the shard has another entry of this number, or none;
   * - `path_differs`: the path leads to another root.
   */
  result: z.enum(['proven', 'no_head', 'tree_deleted', 'entry_differs', 'path_differs']),
  /** Of the amounts. Missing: the number is not claimed. */
  currency: z.optional(z.string()),
  /** The number of the head under the root. */
  seq: z.optional(Count),
  /** The entry of this number on the shard. */
  head: z.optional(Head),
  /** The hash of the head's leaf, as the tree has it, and its place among `size` leaves. */
  leaf: z.optional(z.string()),
  index: z.optional(Count),
  size: Count,
  /** From the leaf up: the other hash, its side, and the hash above both. */
  path: z.array(z.object({ side: z.enum(['left', 'right']), other: z.string(), above: z.string() })),
  /** Verifies this wallet's statement from its first entry, and with every root. */
  command: CommandLine,
});
export type HeadProof = z.infer<typeof HeadProof>;
