import type { KeptRoot, Roots } from '../contract.ts';

/** What an operator has to know first about the statements. */
export type Verdict = 'findings' | 'broken' | 'revoked' | 'old' | 'behind' | 'verified';

/** The alarm "books-not-read" rings after as long. */
const OLD_MS = 3 * 60 * 60_000;

/**
 * The worst of what the newest root says.
 * @param now ms since 1970
 */
export function verdictOf(newest: KeptRoot, findings: Roots['findings'], now: number): Verdict {
  if (findings.length > 0) return 'findings';
  if (newest.signature !== 'valid') return newest.signature;
  if (now - Date.parse(newest.kept_at) > OLD_MS) return 'old';
  return newest.behind > 0 ? 'behind' : 'verified';
}
