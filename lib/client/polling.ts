import { within } from './clock.ts';
import { MibTimeout } from './errors.ts';
import type { Runtime } from './retries.ts';
import type { CallOptions } from './types.ts';

/** How often something is asked for that is waited for. */
export interface Polling {
  /** The first pause, in ms, by default 100; every other is half as long again … */
  readonly firstDelayMs: number;
  /** … up to this, by default 2 s. */
  readonly longestDelayMs: number;
}

export const POLLING: Polling = { firstDelayMs: 100, longestDelayMs: 2_000 };

export interface WaitOptions extends CallOptions {
  /** How long to wait, in ms; by default a minute. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks again and again until there is an answer that will do. Each pause is a random one from half of its length to the whole.
 * @throws MibTimeout with what was waited for; the signal's reason; what `ask` throws
 */
export async function waitFor<T>(
  what: string,
  ask: (signal: AbortSignal) => Promise<T>,
  willDo: (answer: T) => boolean,
  { firstDelayMs, longestDelayMs, clock, random }: Polling & Runtime,
  { timeoutMs: ms = 60_000, signal }: WaitOptions,
): Promise<T> {
  const tooLate = () => new MibTimeout(`waited ${ms} ms for ${what}`);
  return within({ clock, ms, tooLate, signal }, async (either) => {
    for (let pause = firstDelayMs; ; pause = Math.min(1.5 * pause, longestDelayMs)) {
      const answer = await ask(either);
      if (willDo(answer)) return answer;
      await clock.sleep((pause * (1 + random())) / 2, either);
    }
  });
}
