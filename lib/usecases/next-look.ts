import { DELIVERY_BACKOFF, secondsToNextAttempt } from '../domain/delivery.ts';

/** The longest delay of a message in the queue. */
const LONGEST_WAIT_S = DELIVERY_BACKOFF.longestMs / 1_000;

/**
 * The pause before the next look at something that is not there yet.
 * @param wait the looks so far
 * @param at `now` in ms since 1970, `random` from 0 to below 1
 * @returns whole seconds; undefined after a day
 */
export function secondsToNextLook(
  wait: { readonly since: string; readonly failures: number },
  at: { readonly now: number; readonly random: number },
): number | undefined {
  const seconds = secondsToNextAttempt(wait, { delivered: false, reason: 'not there yet' }, at);
  return seconds === undefined ? undefined : Math.min(seconds, LONGEST_WAIT_S);
}
