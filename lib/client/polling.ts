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

export interface FollowOptions extends CallOptions {
  /** How long to follow in ms. By default there is no limit. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks until the state is the one to wait for.
 * @throws MibTimeout, the signal's reason, what `ask` throws
 */
export async function waitFor<T>(
  what: string,
  ask: (signal: AbortSignal) => Promise<T>,
  isDone: (state: T) => boolean,
  polling: Polling & Runtime,
  { timeoutMs: ms = 60_000, signal }: WaitOptions,
): Promise<T> {
  const tooLate = () => new MibTimeout(`waited ${ms} ms for ${what}`);
  const { clock } = polling;
  return within({ clock, ms, tooLate, signal }, (either) => new Poll(ask, polling).until(isDone, either));
}

/**
 * Each state that differs from the one before, until one is the last.
 * @param viewOf what a change shows in
 * @throws MibTimeout if a timeout is given, the signal's reason, what `ask` throws
 */
export async function* changes<T>(
  what: string,
  ask: (signal: AbortSignal) => Promise<T>,
  { viewOf, isLast }: { readonly viewOf: (state: T) => string; readonly isLast: (state: T) => boolean },
  polling: Polling & Runtime,
  { timeoutMs, signal }: FollowOptions,
): AsyncGenerator<T, void, void> {
  const { clock } = polling;
  const begun = clock.now();
  const tooLate = () => new MibTimeout(`followed ${what} for ${timeoutMs} ms`);
  const poll = new Poll(ask, polling);
  let state: T;
  let seen: string | undefined;
  do {
    const isNew = (latest: T) => viewOf(latest) !== seen;
    const next = (either: AbortSignal) => poll.until(isNew, either);
    state =
      timeoutMs === undefined
        ? await next(signal ?? new AbortController().signal)
        : await within({ clock, ms: begun + timeoutMs - clock.now(), tooLate, signal }, next);
    seen = viewOf(state);
    yield state;
  } while (!isLast(state));
}

/** Asks again and again. The pauses grow, and are random from half of their length to the whole. */
class Poll<T> {
  readonly #ask: (signal: AbortSignal) => Promise<T>;
  readonly #polling: Polling & Runtime;
  /** The pause before the next question in ms. The first question has none. */
  #pause: number | undefined;

  constructor(ask: (signal: AbortSignal) => Promise<T>, polling: Polling & Runtime) {
    this.#ask = ask;
    this.#polling = polling;
  }

  /** The next state for which this is true. */
  async until(isWanted: (state: T) => boolean, signal: AbortSignal): Promise<T> {
    const { firstDelayMs, longestDelayMs, clock, random } = this.#polling;
    for (;;) {
      if (this.#pause !== undefined) await clock.sleep((this.#pause * (1 + random())) / 2, signal);
      this.#pause = this.#pause === undefined ? firstDelayMs : Math.min(1.5 * this.#pause, longestDelayMs);
      const state = await this.#ask(signal);
      if (isWanted(state)) return state;
    }
  }
}
