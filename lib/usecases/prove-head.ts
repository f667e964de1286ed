import { descend, keyOf, levelsOf, PAGE } from '../domain/head-pages.ts';
import type { InclusionPath } from '../domain/merkle.ts';
import type { KeptRoot, Roots } from '../store/roots.ts';

/** The head of a wallet under a kept root, and the path between the two. */
export interface ProvenHead extends InclusionPath {
  readonly root: KeptRoot;
  readonly seq: number;
  /** The hash of the leaf, of which the head's hash is a part. */
  readonly leaf: Uint8Array;
}

/**
 * Proves which head a wallet has under a kept root. Reads one page of each level, from the top down.
 * @returns undefined if the wallet has no head there, or the pages of the root are deleted
 */
export async function proveHead(
  roots: Pick<Roots, 'page'>,
  root: KeptRoot,
  walletId: string,
): Promise<ProvenHead | undefined> {
  const key = keyOf(walletId);
  const path: (readonly Uint8Array[])[] = [];
  let number = 0;
  for (let level = levelsOf(root.size) - 1; level >= 0; level--) {
    const page = await roots.page(root.keptAt, level, number);
    const below = page && descend(page, key);
    if (!below) return undefined;
    path.unshift(below.path);
    const index = number * PAGE + below.position;
    const node = page.nodes[below.position];
    if (level === 0) {
      if (!node || !('seq' in node) || Buffer.compare(node.key, key) !== 0) return undefined;
      return { root, seq: node.seq, leaf: node.hash, index, size: root.size, path: path.flat() };
    }
    number = index;
  }
  return undefined;
}
