import fc from 'fast-check';
import { type Plan, plans } from './plan.ts';
import { simulate } from './simulate.ts';
import type { System } from './system.ts';

/** The results of an exploration. */
export interface Exploration {
  readonly schedules: number;
  readonly transfers: number;
  readonly faults: Record<string, number>;
  /** The first schedule that broke a promise, shrunk, and the number of schedules until it. */
  readonly failure?: {
    readonly plan: Plan;
    readonly broken: readonly string[];
    readonly found: number;
    /** Replays the schedule, together with the seed. */
    readonly path: string;
  };
}

/**
 * Runs schedules drawn from a seed until one breaks a promise or `runs` are done.
 * @param options `path` replays the one schedule that a failure named
 */
export async function explore(
  system: System,
  options: {
    seed: number;
    runs: number;
    path?: string | undefined;
    /** Reports the first failing schedule without shrinking it. */
    asFound?: boolean;
    onSchedule?: (done: number) => void;
  },
): Promise<Exploration> {
  const faults: Record<string, number> = {};
  const seen = { schedules: 0, transfers: 0, faults };
  let found: number | undefined;
  /** What the latest failing schedule broke. Shrinking ends with the one that it reports. */
  let broken: readonly string[] = [];
  const property = fc.asyncProperty(plans, async (plan) => {
    const outcome = await simulate(system, plan);
    if (found === undefined) {
      seen.schedules++;
      seen.transfers += plan.transfers.length + plan.holds.length;
      for (const [kind, count] of Object.entries(outcome.faults)) faults[kind] = (faults[kind] ?? 0) + count;
      options.onSchedule?.(seen.schedules);
    }
    if (outcome.broken.length > 0) {
      found ??= seen.schedules;
      broken = outcome.broken.map(({ message }) => message);
      return false;
    }
    return true;
  });
  const { seed, runs: numRuns, path, asFound: endOnFailure = false } = options;
  const checked = await fc.check(property, { seed, numRuns, endOnFailure, ...(path !== undefined && { path }) });
  const [plan] = checked.counterexample ?? [];
  if (!plan || found === undefined) return seen;
  return { ...seen, failure: { plan, broken, found, path: checked.counterexamplePath ?? '' } };
}
