import { MAX_WAIT_SECONDS } from './wait-preference.ts';

/** The longest wait of an instance whose last waits were not in vain. */
export const FULL_PATIENCE_MS = MAX_WAIT_SECONDS * 1_000;
/** A transfer is usually final within this time, also if connections have to be opened. */
export const LEAST_PATIENCE_MS = 500;

/**
 * The longest next wait of an instance of a function. It halves with each wait that took all of it
 * and was in vain, and is full again after one that was not. So the instances of a function do not
 * all wait while a shard is down.
 * @param patienceMs of the wait that has ended
 */
export function nextPatience(patienceMs: number, wait: { readonly ms: number; readonly inVain: boolean }): number {
  if (!wait.inVain) return FULL_PATIENCE_MS;
  // A request that preferred less tells nothing of longer waits.
  return wait.ms < patienceMs ? patienceMs : Math.max(LEAST_PATIENCE_MS, patienceMs / 2);
}
