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
  const sorted = await SortedHeads.of(heads);
  const pages = pagesOf(sorted);
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
  const payload = { kind: 'root', root, size: sorted.size, kept_at: new Date(now).toISOString() };
  const jws = await signForOutsiders(await signer.keys.get(now), { type: 'root', issuer: signer.issuer, payload }, now);
  const kept = { keptAt: now, root, size: sorted.size, jws };
  await roots.keep(kept);
  return kept;
}
