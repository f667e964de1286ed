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
 * Verifies the signature of every kept root. A root of a revoked key counts for nothing, and is no
 * finding.
 * @param now ms since 1970
 */
export async function verifiedRoots(
  roots: AsyncIterable<KeptRoot>,
  keys: PublicKeySet,
  now: number,
): Promise<KeptRoots> {
  const revoked = new Set(keys.revoked?.map(({ kid }) => kid));
  const kept: KeptRoot[] = [];
  const findings: StatementFinding[] = [];
  let all = 0;
  for await (const root of roots) {
    all++;
    if (revoked.has(keyIdOf(root.jws) ?? '')) continue;
    const keptAt = new Date(root.keptAt).toISOString();
    const signed = await signedForOutsiders(keys, root.jws, 'root');
    if (signed?.root !== root.root || signed.size !== root.size || signed.kept_at !== keptAt)
      findings.push({ kind: 'root', detail: `the root of ${keptAt} is not what was signed` });
    else if (root.keptAt > now - PAGES_KEPT_MS) kept.push(root);
  }
  return { kept, all, findings };
}
