import type { Json } from '../../json.ts';
import type { Catcher, Retrier } from './definition.ts';
import { errorOutput, named } from './errors.ts';
import { placing } from './paths.ts';
import type { Step } from './run.ts';
import type { Left, Target } from './state.ts';

const ALL = 'States.ALL';
const TASK_FAILED = 'States.TaskFailed';
const TIMEOUT = 'States.Timeout';
const KNOWN = [ALL, TASK_FAILED, TIMEOUT];

/** The retries of a state since it was entered. Each retrier counts its own. */
export interface Retries {
  /**
   * The ms to wait before the next attempt, or undefined if there is none. The first retrier that
   * matches decides, also if it has no attempt left.
   */
  readonly pauseAfter: (error: string, took: (step: Step) => void) => number | undefined;
}

/**
 * Compiles the Retry of a state.
 * @param delayMs the ms before each retry, instead of what the definition says
 * @throws Error that names the retrier
 */
export function retries(definition: readonly Retrier[], delayMs: number | undefined): () => Retries {
  const retriers = definition.map((retrier, n) => ({
    step: `Retry[${n}]` as const,
    matches: matching(retrier.ErrorEquals, `Retry[${n}]`, n === definition.length - 1),
    attempts: retrier.MaxAttempts,
    pauseMs: (before: number) => delayMs ?? pauseMs(retrier, before),
  }));
  return () => {
    const used = retriers.map(() => 0);
    return {
      pauseAfter(error, took) {
        const n = retriers.findIndex(({ matches }) => matches(error));
        const retrier = retriers[n];
        const before = used[n] ?? 0;
        if (!retrier) return undefined;
        took(retrier.step);
        if (before >= retrier.attempts) return undefined;
        used[n] = before + 1;
        return retrier.pauseMs(before);
      },
    };
  };
}

/** https://states-language.net/spec.html#errors */
function pauseMs({ IntervalSeconds, BackoffRate, MaxDelaySeconds, JitterStrategy }: Retrier, before: number): number {
  const longest = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds) * 1000;
  return JitterStrategy === 'FULL' ? Math.floor(Math.random() * (longest + 1)) : longest;
}

/**
 * Compiles the Catch of a state: where an error leads, if anywhere.
 * @throws Error that names the catcher
 */
export function catching(
  definition: readonly Catcher[],
  target: Target,
): (input: Json, reason: unknown, took: (step: Step) => void) => Left | undefined {
  const catchers = definition.map(({ ErrorEquals, ResultPath, Next }, n) => ({
    step: `Catch[${n}]` as const,
    matches: matching(ErrorEquals, `Catch[${n}]`, n === definition.length - 1),
    place: named(`Catch[${n}].ResultPath`, () => placing(ResultPath)),
    next: target(Next, `Catch[${n}].Next`),
  }));
  return (input, reason, took) => {
    const error = errorOutput(reason);
    const catcher = catchers.find(({ matches }) => matches(error.Error));
    if (!catcher) return undefined;
    took(catcher.step);
    return { output: catcher.place(input, error), next: catcher.next };
  };
}

/** @throws Error by the rules of ErrorEquals */
function matching(errors: readonly string[], at: string, last: boolean): (error: string) => boolean {
  const unknown = errors.find((error) => error.startsWith('States.') && !KNOWN.includes(error));
  if (unknown !== undefined) throw new Error(`${at}.ErrorEquals: ${unknown} does not run locally`);
  if (errors.includes(ALL) && (errors.length > 1 || !last)) {
    throw new Error(`${at}.ErrorEquals: ${ALL} must be alone, and in the last element`);
  }
  if (errors.includes(ALL)) return () => true;
  return (error) => errors.includes(error) || (error !== TIMEOUT && errors.includes(TASK_FAILED));
}
