/**
 * A decision has the time at which its state was entered, and its write may come later, by this much at the most: the state
 * "Decide to commit" is tried five times for five seconds each, and ends its run then (statemachines/transfer.asl.yaml).
 */
export const DECISION_WRITTEN_WITHIN_MS = 40_000;

/** What the clocks of Step Functions and of functions differ by, and what the index of incoming transfers is behind the journal. */
const CLOCKS_AND_INDEX_MS = 20_000;

/** Until so long before now nothing can be decided any more that the journal does not show. */
export const CLOSED_BEFORE_MS = DECISION_WRITTEN_WITHIN_MS + CLOCKS_AND_INDEX_MS;

/**
 * The time whose balance can be told for good when `at` is asked for: `at` itself, or a minute ago if that is earlier. Whoever asks
 * later for the balance as of that time gets the same one.
 * @param at ms since 1970
 * @param now ms since 1970
 */
export function asOf(at: number, now: number): number {
  return Math.min(at, now - CLOSED_BEFORE_MS);
}
