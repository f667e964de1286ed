import type { KeySource } from '../auth/key-source.ts';
import type { PrivateKeySet } from '../auth/keys.ts';
import { signForOutsiders } from '../auth/receipts.ts';
import { type HeadPage, pagesOf, rootOfPage, SortedHeads } from '../domain/head-pages.ts';
import type { Head } from '../domain/merkle.ts';
import type { KeptRoot, Roots } from '../store/roots.ts';

/** The writes of pages in flight. A table on demand takes a sudden rise up to twice its peak. */
const SIDE_BY_SIDE = 16;

/** Signs in the name of a stage. */
export interface Signer {
  readonly keys: Pick<KeySource<PrivateKeySet>, 'get'>;
  readonly issuer: string;
}

/**
 * Signs and keeps the Merkle root of all heads: from then on nobody can change an entry below it
 * and pass for the same books. Its pages are stored first, for inclusion proofs.
 * @param now ms since 1970, which identifies the root
 * @returns undefined if there is no head
 */
export async function keepRoot(
  { roots, signer }: { roots: Pick<Roots, 'addPage' | 'keep'>; signer: Signer },
  heads: AsyncIterable<Head> | Iterable<Head>,
  now: number,
): Promise<KeptRoot | undefined> {
  const root = await signedTree({ roots, signer }, await SortedHeads.of(heads), now);
  if (root) await roots.keep(root);
  return root;
}

/**
 * Stores the pages of a tree, and signs its root, which is to be kept.
 * @param now ms since 1970, which identifies the root
 * @returns undefined if there is no head
 */
export async function signedTree(
  { roots, signer }: { roots: Pick<Roots, 'addPage'>; signer: Signer },
  heads: Pick<SortedHeads, 'size' | 'at'>,
  now: number,
): Promise<KeptRoot | undefined> {
  const pages = pagesOf(heads);
  let top: HeadPage | undefined;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (const page of pages) {
        top = page;
        await roots.addPage(now, page);
      }
    }),
  );
  if (!top) return undefined;
  const root = Buffer.from(rootOfPage(top)).toString('base64url');
  const payload = { kind: 'root', root, size: heads.size, kept_at: new Date(now).toISOString() };
  const jws = await signForOutsiders(await signer.keys.get(now), { type: 'root', issuer: signer.issuer, payload }, now);
  return { keptAt: now, root, size: heads.size, jws };
}
