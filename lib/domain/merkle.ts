import { createHash } from 'node:crypto';

/** The hashes of RFC 6962: a leaf and a node can never have the same input. */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The last entry of a wallet's statement: its number and its hash, which covers all before it. */
export interface Head {
  readonly walletId: string;
  readonly seq: number;
  readonly hash: string;
}

/** The head as its leaf sees it: RFC 8785 (JSON Canonicalization Scheme). */
export function canonicalHead({ walletId, seq, hash }: Head): string {
  return JSON.stringify({ hash, seq, wallet_id: walletId });
}

/** The leaf of a head. */
export function leafHash(head: Head): Buffer {
  return createHash('sha256').update(LEAF).update(canonicalHead(head)).digest();
}

/** The node above two others. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The length of the left subtree of RFC 6962: the largest power of two below the count. */
function leftOf(count: number): number {
  let left = 1;
  while (left * 2 < count) left *= 2;
  return left;
}

/**
 * The root of the tree over these leaves, or over the roots of complete subtrees of equal size, of
 * which the last may be smaller.
 * @throws Error if there are none
 */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes;
  if (!first) throw new Error('a tree has at least one leaf');
  if (hashes.length === 1) return first;
  const left = leftOf(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

/** The other nodes that lead from one of these hashes to their root, from the bottom up. */
export function pathIn(hashes: readonly Uint8Array[], index: number): Uint8Array[] {
  if (hashes.length <= 1) return [];
  const left = leftOf(hashes.length);
  if (index < left) return [...pathIn(hashes.slice(0, left), index), rootOf(hashes.slice(left))];
  return [...pathIn(hashes.slice(left), index - left), rootOf(hashes.slice(0, left))];
}

/** A leaf's place in a tree, and the path from there to the root. */
export interface InclusionPath {
  readonly index: number;
  /** The number of leaves. */
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** One step of a path: the other node, on which side it is, and the node above both. */
export interface ClimbStep {
  readonly side: 'left' | 'right';
  readonly other: Uint8Array;
  readonly above: Uint8Array;
}

/**
 * The steps by which a path leads from a leaf to a root (RFC 9162, 2.1.3.2). The root is above the
 * last of them.
 * @returns undefined if the path does not fit the place
 */
export function climb(leaf: Uint8Array, { index, size, path }: InclusionPath): ClimbStep[] | undefined {
  if (index < 0 || index >= size) return undefined;
  const steps: ClimbStep[] = [];
  let [node, last] = [index, size - 1];
  let hash = leaf;
  for (const other of path) {
    if (last === 0) return undefined;
    const side = node % 2 === 1 || node === last ? 'left' : 'right';
    hash = side === 'left' ? nodeHash(other, hash) : nodeHash(hash, other);
    steps.push({ side, other, above: hash });
    if (side === 'left') while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? steps : undefined;
}

/** The root to which a path leads from a leaf; undefined if the path does not fit the place. */
export function rootFrom(leaf: Uint8Array, path: InclusionPath): Uint8Array | undefined {
  const steps = climb(leaf, path);
  return steps && (steps.at(-1)?.above ?? leaf);
}
