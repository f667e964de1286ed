import type { KeySource } from '../auth/key-source.ts';
import type { PrivateKeySet } from '../auth/keys.ts';
import { signForOutsiders } from '../auth/receipts.ts';
import { type HeadPage, pagesOf, rootOfPage, type SortedHeads } from '../domain/head-pages.ts';
import type { KeptRoot, Roots } from '../store/roots.ts';
import { sideBySide } from './side-by-side.ts';

/** The writes of pages in flight. A table on demand takes a sudden rise up to twice its peak. */
const PAGES_AT_ONCE = 16;

/** Signs in the name of a stage. */
export interface Signer {
  readonly keys: Pick<KeySource<PrivateKeySet>, 'get'>;
  readonly issuer: string;
}

/**
 * Stores the pages of a tree, for inclusion proofs, and signs its Merkle root, which is to be kept. Once
 * it is kept, no entry below it can change and pass for the same books.
 * @param now ms since 1970, which identifies the root
 * @returns undefined if there is no head
 */
export async function signedTree(
  { roots, signer }: { roots: Pick<Roots, 'addPage'>; signer: Signer },
  heads: Pick<SortedHeads, 'size' | 'at'>,
  now: number,
): Promise<KeptRoot | undefined> {
  let top: HeadPage | undefined;
  await sideBySide(PAGES_AT_ONCE, pagesOf(heads), async (page) => {
    top = page;
    await roots.addPage(now, page);
  });
  if (!top) return undefined;
  const root = Buffer.from(rootOfPage(top)).toString('base64url');
  const payload = { kind: 'root', root, size: heads.size, kept_at: new Date(now).toISOString() };
  const jws = await signForOutsiders(await signer.keys.get(now), { type: 'root', issuer: signer.issuer, payload }, now);
  return { keptAt: now, root, size: heads.size, jws };
}
