import type { KeySetName } from './parameters.ts';
import { forgottenAfterMs, nextKey, roleOf, type StoredKeySet, verifiesAfterMs } from './rotation.ts';

/**
 * The steps of a rotation in their order: a key is added, and verifies; it is promoted, and signs; the
 * old key is retired. A verifier that lacks a key is given it before anything else.
 */
export type RotationStep = 'publish' | 'add' | 'promote' | 'retire';

/** What comes next in the rotation of a set. Times are ms since 1970. */
export interface NextStep {
  readonly step: RotationStep;
  /** From when on no token can be refused because of it. */
  readonly safeAt: number;
  /** How long after this step the one after it is safe. */
  readonly thenWaitMs: number;
}

/**
 * The next step of a rotation, and from when on it is safe.
 * @param isMissing whether a verifier lacks one of the keys
 * @param now ms since 1970
 */
export function nextStep(name: KeySetName, set: StoredKeySet, isMissing: boolean, now: number): NextStep {
  if (isMissing) return { step: 'publish', safeAt: now, thenWaitMs: verifiesAfterMs(name) };
  const next = nextKey(set);
  if (next) {
    return {
      step: 'promote',
      safeAt: since(next.added_at) + verifiesAfterMs(name),
      thenWaitMs: forgottenAfterMs(name),
    };
  }
  const replaced = set.keys.filter((key, index) => roleOf(key, index) === 'old');
  if (replaced.length > 0) {
    const last = Math.max(...replaced.map(({ replaced_at }) => since(replaced_at)));
    return { step: 'retire', safeAt: last + forgottenAfterMs(name), thenWaitMs: 0 };
  }
  return { step: 'add', safeAt: now, thenWaitMs: verifiesAfterMs(name) };
}

/** A key without a timestamp is older than any wait. */
function since(time: string | undefined): number {
  return time === undefined ? 0 : Date.parse(time);
}
