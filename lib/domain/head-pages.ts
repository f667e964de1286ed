import { createHash } from 'node:crypto';
import { type Head, leafHash, pathIn, rootOf } from './merkle.ts';

/** The children of a page. A complete page is a complete subtree, because it is a power of two. */
export const PAGE = 128;

/** By these bytes of SHA-256 of its id a wallet is found in a tree. No two wallets share them. */
const KEY_BYTES = 16;
const HASH_BYTES = 32;
const SEQ_BYTES = 6;

/** A node of a tree of heads, with the key of the first wallet below it. */
export interface HeadNode {
  readonly key: Uint8Array;
  readonly hash: Uint8Array;
}

/** A leaf: the head of one wallet, of which it says the number. */
export interface HeadLeaf extends HeadNode {
  readonly seq: number;
}

/** Up to 128 nodes that lie side by side. Level 0 has the leaves. */
export interface HeadPage<N extends HeadNode = HeadNode> {
  readonly level: number;
  /** The page's position in its level. */
  readonly number: number;
  readonly nodes: readonly N[];
}

/** The key of a wallet in every tree: leaves lie in the order of SHA-256 of the wallets' ids. */
export function keyOf(walletId: string): Buffer {
  return createHash('sha256').update(walletId).digest().subarray(0, KEY_BYTES);
}

/**
 * The heads of all wallets in the order of a tree. A head takes 54 bytes here: 10 million take 540
 * MB.
 */
export class SortedHeads {
  readonly #rows: Buffer;
  readonly #order: Uint32Array;

  private constructor(rows: Buffer, order: Uint32Array) {
    this.#rows = rows;
    this.#order = order;
  }

  /** @throws Error if a wallet comes twice */
  static async of(heads: AsyncIterable<Head> | Iterable<Head>): Promise<SortedHeads> {
    let rows = Buffer.alloc(1_024 * ROW_BYTES);
    let size = 0;
    for await (const head of heads) {
      const at = size++ * ROW_BYTES;
      if (at === rows.length) rows = Buffer.concat([rows, Buffer.alloc(rows.length)]);
      rows.set(keyOf(head.walletId), at);
      rows.set(leafHash(head), at + KEY_BYTES);
      rows.writeUIntBE(head.seq, at + KEY_BYTES + HASH_BYTES, SEQ_BYTES);
    }
    const compare = (a: number, b: number) =>
      rows.compare(rows, b * ROW_BYTES, b * ROW_BYTES + KEY_BYTES, a * ROW_BYTES, a * ROW_BYTES + KEY_BYTES);
    const order = Uint32Array.from({ length: size }, (_, n) => n).sort(compare);
    for (let n = 1; n < size; n++)
      if (compare(order[n - 1] ?? 0, order[n] ?? 0) === 0) throw new Error('a wallet has two heads');
    return new SortedHeads(rows, order);
  }

  get size(): number {
    return this.#order.length;
  }

  /** @param index below `size` */
  at(index: number): HeadLeaf {
    const start = (this.#order[index] ?? 0) * ROW_BYTES;
    const row = this.#rows.subarray(start, start + ROW_BYTES);
    return {
      key: row.subarray(0, KEY_BYTES),
      hash: row.subarray(KEY_BYTES, KEY_BYTES + HASH_BYTES),
      seq: row.readUIntBE(KEY_BYTES + HASH_BYTES, SEQ_BYTES),
    };
  }

  /** The leaf of a wallet, if it has a head. */
  find(walletId: string): HeadLeaf | undefined {
    const key = keyOf(walletId);
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Buffer.compare(this.at(middle).key, key) < 0) low = middle + 1;
      else high = middle;
    }
    const leaf = low < this.size ? this.at(low) : undefined;
    return leaf && Buffer.compare(leaf.key, key) === 0 ? leaf : undefined;
  }
}

const ROW_BYTES = KEY_BYTES + HASH_BYTES + SEQ_BYTES;

/** The pages of a tree from the bottom up. The last one is alone in its level. */
export function* pagesOf(heads: Pick<SortedHeads, 'size' | 'at'>): Generator<HeadPage | HeadPage<HeadLeaf>> {
  let { size } = heads;
  let nodeAt: (index: number) => HeadNode = (index) => heads.at(index);
  for (let level = 0; size > 0; level++) {
    const above: HeadNode[] = [];
    for (let number = 0; number * PAGE < size; number++) {
      const count = Math.min(PAGE, size - number * PAGE);
      const nodes = Array.from({ length: count }, (_, n) => nodeAt(number * PAGE + n));
      yield { level, number, nodes };
      const [first] = nodes;
      if (first) above.push({ key: Buffer.from(first.key), hash: rootOf(nodes.map(({ hash }) => hash)) });
    }
    if (size <= PAGE) return;
    size = above.length;
    nodeAt = (index) => above[index] ?? { key: Buffer.alloc(0), hash: Buffer.alloc(0) };
  }
}

/** The number of levels of a tree with so many leaves. */
export function levelsOf(size: number): number {
  return size <= PAGE ? 1 : 1 + levelsOf(Math.ceil(size / PAGE));
}

/** The root of a page alone in its level is the root of the tree. */
export function rootOfPage({ nodes }: Pick<HeadPage, 'nodes'>): Uint8Array {
  return rootOf(nodes.map(({ hash }) => hash));
}

/** A step from the root of a tree down to a wallet. */
export interface Descent {
  /** The position of the node within its page, below which the wallet is. */
  readonly position: number;
  /** The other nodes of the page that lead to the page's root. */
  readonly path: readonly Uint8Array[];
}

/** Where to go on below a page, towards the wallet: the last node that begins before it. */
export function descend({ nodes }: Pick<HeadPage, 'nodes'>, key: Uint8Array): Descent | undefined {
  const position = nodes.findLastIndex((node) => Buffer.compare(node.key, key) <= 0);
  if (position < 0) return undefined;
  return {
    position,
    path: pathIn(
      nodes.map(({ hash }) => hash),
      position,
    ),
  };
}
