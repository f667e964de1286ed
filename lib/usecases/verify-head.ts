import { levelsOf } from '../domain/head-pages.ts';
import { type ClimbStep, climb, leafHash } from '../domain/merkle.ts';
import { FIRST, firstChainFault, type StatementEntry } from '../domain/statement.ts';
import type { Shards } from '../remote/shards.ts';
import { type KeptRoot, PAGES_KEPT_MS, type Roots } from '../store/roots.ts';
import { type ProvenHead, proveHead } from './prove-head.ts';

/**
 * Whether a wallet's head is below a root.
 *
 * - `proven`: the entry on the shard follows the one before it, and the path leads from it to the root;
 * - `no_head`: the root has no head of this wallet;
 * - `tree_deleted`: the pages of the root are deleted;
 * - `entry_differs`: the shard has another entry of this number, or none;
 * - `path_differs`: the path leads to another root.
 */
export type HeadResult = 'proven' | 'no_head' | 'tree_deleted' | 'entry_differs' | 'path_differs';

/** What was computed for it. */
export interface VerifiedHead {
  readonly result: HeadResult;
  readonly proven?: ProvenHead | undefined;
  /** The entry of the head's number on the shard. */
  readonly entry?: StatementEntry | undefined;
  readonly steps: readonly ClimbStep[];
}

/**
 * Verifies that the head that a root has of a wallet is an entry of its statement.
 * @param now ms since 1970
 */
export async function verifyHead(
  { roots, shards }: { roots: Pick<Roots, 'page'>; shards: Pick<Shards, 'statement'> },
  { root, walletId }: { readonly root: KeptRoot; readonly walletId: string },
  now: number,
): Promise<VerifiedHead> {
  const proven = await proveHead(roots, root, walletId);
  if (!proven) {
    // Expired pages are deleted one by one, in any order.
    const isStored =
      root.keptAt > now - PAGES_KEPT_MS && (await roots.page(root.keptAt, levelsOf(root.size) - 1, 0)) !== undefined;
    return { result: isStored ? 'no_head' : 'tree_deleted', steps: [] };
  }
  const { seq, leaf } = proven;
  const after = seq - 2;
  const page = { ...(after > 0 && { after }), limit: 2, order: 'asc' } as const;
  const { entries } = await shards.statement(walletId, page, now);
  const entry = entries.find((one) => one.seq === seq);
  const before = seq === 1 ? FIRST : entries.find((one) => one.seq === seq - 1);
  const follows = entry && before && firstChainFault(walletId, [entry], before) === undefined;
  const steps = climb(leaf, proven) ?? [];
  const isLeaf = follows && Buffer.compare(leafHash(entry), leaf) === 0;
  const top = Buffer.from(steps.at(-1)?.above ?? leaf).toString('base64url');
  const result = !isLeaf ? 'entry_differs' : top === root.root ? 'proven' : 'path_differs';
  return { result, proven, entry, steps };
}
