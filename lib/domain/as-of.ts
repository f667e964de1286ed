/**
 * The time of a decision is when its state was entered. The write may follow up to this much later:
 * "Decide to commit" makes five tries of five seconds each (statemachines/transfer.asl.yaml).
 */
export const DECISION_WRITTEN_WITHIN_MS = 40_000;

/**
 * The clocks of Step Functions and of functions differ, and a payee's row is written up to 8 s after
 * its time.
 */
const CLOCKS_AND_ROWS_MS = 20_000;

/**
 * A balance older than this is closed. Every posting up to then is in its wallet: a shard's function
 * takes its time and then has 3 s to write. Every decision up to then is in the journal.
 */
export const CLOSED_BEFORE_MS = DECISION_WRITTEN_WITHIN_MS + CLOCKS_AND_ROWS_MS;

/**
 * The latest closed time up to `at`: `at` itself, or a minute ago if that is earlier. The balance
 * as of that time never changes.
 * @param at ms since 1970
 * @param now ms since 1970
 */
export function asOf(at: number, now: number): number {
  return Math.min(at, now - CLOSED_BEFORE_MS);
}
