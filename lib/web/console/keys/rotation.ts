import type { Keys } from '../contract.ts';

export type KeySet = Keys['sets'][number];
export type Step = KeySet['next']['step'];

/** The steps of a rotation, in their order. */
export const ROTATION = ['add', 'promote', 'retire'] as const satisfies Step[];

/** How far a rotation is: each step is done, next or later. */
export function stepStates(next: Step): Record<(typeof ROTATION)[number], 'done' | 'next' | 'later'> {
  // Keys that are published again belong to no step: a rotation begins after it, or goes on.
  const order: readonly Step[] = ROTATION;
  const at = order.indexOf(next);
  const state = (n: number) => (n < at ? 'done' : n === at ? 'next' : 'later');
  return { add: state(0), promote: state(1), retire: state(2) };
}

/** How long until the next step refuses no token. 0: it is safe. */
export function waitMs({ safe, safe_at }: KeySet['next'], now: number): number {
  return safe ? 0 : Math.max(0, Date.parse(safe_at) - now);
}
