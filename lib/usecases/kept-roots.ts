import type { PublicKeySet } from '../auth/keys.ts';
import { signedForOutsiders } from '../auth/receipts.ts';
import { keyIdOf } from '../auth/tokens.ts';
import type { StatementFinding } from '../domain/statement-check.ts';
import { type KeptRoot, PAGES_KEPT_MS } from '../store/roots.ts';

/** The kept roots that can be relied on. */
export interface KeptRoots {
  /** Those whose trees are stored, the oldest first. */
  readonly kept: readonly KeptRoot[];
  /** The number of all kept roots. */
  readonly all: number;
  readonly findings: readonly StatementFinding[];
}

/**
 * Whether a root is what a key has signed that is not revoked. `broken`: the root was changed by hand,
 * or no published key has signed it.
 */
export type Signature = 'valid' | 'revoked' | 'broken';

/** Verifies the signature of a root, and that the root is what was signed. */
export async function signatureOf({ keptAt, root, size, jws }: KeptRoot, keys: PublicKeySet): Promise<Signature> {
  const kid = keyIdOf(jws);
  if (keys.revoked?.some((key) => key.kid === kid)) return 'revoked';
  const signed = await signedForOutsiders(keys, jws, 'root');
  const isSigned = signed?.root === root && signed.size === size && signed.kept_at === new Date(keptAt).toISOString();
  return isSigned ? 'valid' : 'broken';
}

/**
 * Verifies the signature of every kept root. A root of a revoked key counts for nothing, and is no
 * finding.
 * @param now ms since 1970
 */
export async function verifiedRoots(
  roots: AsyncIterable<KeptRoot>,
  keys: PublicKeySet,
  now: number,
): Promise<KeptRoots> {
  const kept: KeptRoot[] = [];
  const findings: StatementFinding[] = [];
  let all = 0;
  for await (const root of roots) {
    all++;
    const signature = await signatureOf(root, keys);
    const keptAt = new Date(root.keptAt).toISOString();
    if (signature === 'broken') findings.push({ kind: 'root', detail: `the root of ${keptAt} is not what was signed` });
    if (signature === 'valid' && root.keptAt > now - PAGES_KEPT_MS) kept.push(root);
  }
  return { kept, all, findings };
}
