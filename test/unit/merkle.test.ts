import { createHash } from 'node:crypto';
import {
  descend,
  type HeadLeaf,
  type HeadPage,
  keyOf,
  levelsOf,
  PAGE,
  pagesOf,
  rootOfPage,
  SortedHeads,
} from '../../lib/domain/head-pages.ts';
import { type Head, leafHash, nodeHash, pathIn, rootFrom, rootOf } from '../../lib/domain/merkle.ts';

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
const leafOf = (data: string) =>
  createHash('sha256').update(Uint8Array.of(0)).update(Buffer.from(data, 'hex')).digest();

/** The leaves of the test vectors of Certificate Transparency, and the roots of the first 1, 2, 3 and 8. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  leafOf,
);
const ROOTS: [number, string][] = [
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

describe('a tree of hashes', () => {
  it.each(ROOTS)('over the first %i leaves of Certificate Transparency has its root', (count, root) => {
    expect(hex(rootOf(LEAVES.slice(0, count)))).toBe(root);
  });

  it('of any size up to 34 proves each of its leaves, and no other leaf, place or size', () => {
    const all = Array.from({ length: 34 }, (_, n) => leafOf(n.toString(16).padStart(4, '0')));
    const wrong: string[] = [];
    for (let size = 1; size <= all.length; size++) {
      const leaves = all.slice(0, size);
      const root = hex(rootOf(leaves));
      for (const [index, leaf] of leaves.entries()) {
        const path = pathIn(leaves, index);
        const [other = leaf] = all.slice(index + 1);
        const proves = (one: Uint8Array, place: { index: number; size: number }) =>
          hex(rootFrom(one, { ...place, path })) === root;
        if (!proves(leaf, { index, size })) wrong.push(`${index} of ${size} is not proven`);
        if (other !== leaf && proves(other, { index, size }))
          wrong.push(`another leaf is proven at ${index} of ${size}`);
        if (proves(leaf, { index: size, size })) wrong.push(`a place outside of ${size} is proven`);
        if (size > 1 && proves(leaf, { index: (index + 1) % size, size }))
          wrong.push(`another place than ${index} of ${size} is proven`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('takes no path that is cut or has a node more', () => {
    const path = pathIn(LEAVES, 3);
    const [leaf = Buffer.alloc(0)] = LEAVES.slice(3);
    expect(hex(rootFrom(leaf, { index: 3, size: 8, path }))).toBe(hex(rootOf(LEAVES)));
    expect(rootFrom(leaf, { index: 3, size: 8, path: path.slice(1) })).toBeUndefined();
    expect(rootFrom(leaf, { index: 3, size: 8, path: [...path, leaf] })).toBeUndefined();
  });

  it('takes no node for a leaf: their hashes begin differently', () => {
    const [left = Buffer.alloc(0), right = Buffer.alloc(0)] = LEAVES;
    const asLeaf = createHash('sha256').update(Uint8Array.of(0)).update(left).update(right).digest();
    expect(hex(nodeHash(left, right))).not.toBe(hex(asLeaf));
  });
});

/** A head for each wallet, in no order. */
function headsOf(count: number): Head[] {
  return Array.from({ length: count }, (_, n) => ({
    walletId: String((n * 7_919) % 1_000_003),
    seq: n + 1,
    hash: createHash('sha256').update(String(n)).digest('base64url'),
  }));
}

/** The pages of a tree by level and number, as the table has them. */
async function treeOf(heads: readonly Head[]) {
  const sorted = await SortedHeads.of(heads);
  const pages = new Map<string, HeadPage | HeadPage<HeadLeaf>>();
  for (const page of pagesOf(sorted)) pages.set(`${page.level}/${page.number}`, page);
  const top = pages.get(`${levelsOf(heads.length) - 1}/0`);
  return { sorted, pages, top };
}

describe('the heads of all wallets', () => {
  it('lie in the order of SHA-256 of the ids, whatever their order was', async () => {
    const heads = headsOf(300);
    const { sorted, top } = await treeOf(heads);
    const other = await treeOf([...heads].reverse());
    const inOrder = heads.map(({ walletId }) => hex(keyOf(walletId))).sort();
    expect(Array.from({ length: 300 }, (_, n) => hex(sorted.at(n).key))).toEqual(inOrder);
    expect(top && hex(rootOfPage(top))).toBe(other.top && hex(rootOfPage(other.top)));
    expect(sorted.find(heads[7]?.walletId ?? '')).toMatchObject({ seq: 8 });
    expect(sorted.find('1000004')).toBeUndefined();
  });

  it.each([1, 2, 127, 128, 129, 16_385])(
    '%i have one page a level, and pages of 128, on the way from the root to each',
    async (count) => {
      const heads = headsOf(count);
      const { sorted, pages, top } = await treeOf(heads);
      const root = top && hex(rootOfPage(top));
      const leaves = Array.from({ length: count }, (_, n) => sorted.at(n).hash);
      expect(root).toBe(hex(rootOf(leaves)));
      expect([...pages.values()].every(({ nodes }) => nodes.length <= PAGE)).toBe(true);
      const step = Math.max(1, Math.floor(count / 200));
      const unproven = heads.filter(({ walletId, seq }, n) => {
        if (n % step !== 0 && n !== count - 1) return false;
        const path: Uint8Array[] = [];
        let number = 0;
        let leaf: Uint8Array | undefined;
        for (let level = levelsOf(count) - 1; level >= 0; level--) {
          const page = pages.get(`${level}/${number}`);
          const below = page && descend(page, keyOf(walletId));
          if (!below) return true;
          path.unshift(...below.path);
          number = number * PAGE + below.position;
          leaf = page.nodes[below.position]?.hash;
        }
        const head = heads.find((one) => one.walletId === walletId);
        if (!leaf || !head || hex(leafHash(head)) !== hex(leaf) || head.seq !== seq) return true;
        return hex(rootFrom(leaf, { index: number, size: count, path })) !== root;
      });
      expect(unproven).toEqual([]);
    },
  );

  it('are refused if a wallet comes twice', async () => {
    const [head] = headsOf(1);
    if (!head) throw new Error('there is no head');
    await expect(SortedHeads.of([head, { ...head, seq: 2 }])).rejects.toThrow('two heads');
  });
});
