import { within } from './clock.ts';
import { MibTimeout } from './errors.ts';
import type { Runtime } from './retries.ts';
import type { CallOptions } from './types.ts';

/** How often the client polls a state. */
export interface Polling {
  /** The first pause in ms, by default 100. Every further pause is 1.5 times as long. */
  readonly firstDelayMs: number;
  /** The longest pause in ms, by default 2,000. */
  readonly longestDelayMs: number;
}

export const POLLING: Polling = { firstDelayMs: 100, longestDelayMs: 2_000 };

export interface WaitOptions extends CallOptions {
  /** How long to wait in ms, by default 60,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks until the state is the one to wait for. The pauses are random, from half of their length to
 * the whole.
 * @throws MibTimeout, the signal's reason, what `ask` throws
 */
export async function waitFor<T>(
  what: string,
  ask: (signal: AbortSignal) => Promise<T>,
  isDone: (state: T) => boolean,
  { firstDelayMs, longestDelayMs, clock, random }: Polling & Runtime,
  { timeoutMs: ms = 60_000, signal }: WaitOptions,
): Promise<T> {
  const tooLate = () => new MibTimeout(`waited ${ms} ms for ${what}`);
  return within({ clock, ms, tooLate, signal }, async (either) => {
    for (let pause = firstDelayMs; ; pause = Math.min(1.5 * pause, longestDelayMs)) {
      const state = await ask(either);
      if (isDone(state)) return state;
      await clock.sleep((pause * (1 + random())) / 2, either);
    }
  });
}
