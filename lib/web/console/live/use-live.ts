import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { InputOf, OutputOf, RouteName } from '../contract.ts';
import { CallError, call } from './call.ts';
import { type Known, Poll } from './poll.ts';

/** Whether the person has stopped all updates. */
export const paused = signal(false);
/** Whether the server knows this browser. */
export const hasSession = signal(true);

const visible = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  visible.value = document.visibilityState === 'visible';
});

/** From a response to the next request, in ms. Undefined: once is enough. */
export type Every<N extends RouteName> = number | undefined | ((latest: OutputOf<N>) => number | undefined);

/** What the pages show now, so that it can be asked again. */
const shown = new Set<Pick<Poll<unknown>, 'start'>>();

/** Asks for everything that is shown again, now: something has changed. It does so while paused, too. */
export function refresh(): void {
  for (const poll of shown) poll.start();
}

/** A request that is repeated while its response is visible. */
export class Live<N extends RouteName> {
  readonly #poll: Poll<OutputOf<N>>;

  constructor(name: N, input: InputOf<N>, every: Every<N>) {
    this.#poll = new Poll({
      ask: (signal) => act(name, input, signal),
      everyMs: (latest) => (paused.peek() ? undefined : typeof every === 'function' ? every(latest) : every),
    });
  }

  get known(): ReadonlySignal<Known<OutputOf<N>>> {
    return this.#poll.known;
  }

  /** Keeps it up to date while the tab is visible and updates are not paused. @returns what ends it */
  show(): () => void {
    shown.add(this.#poll);
    const stopWatching = effect(() => {
      const isNew = untracked(() => this.known.value.data === undefined);
      if (visible.value && (!paused.value || isNew)) this.#poll.start();
      else this.#poll.stop();
    });
    return () => {
      shown.delete(this.#poll);
      stopWatching();
      this.#poll.stop();
    };
  }
}

/** The response to a request, kept up to date while the component is there. */
export function useLive<N extends RouteName>(name: N, input: InputOf<N>, every: Every<N>): Known<OutputOf<N>> {
  const live = useMemo(() => new Live(name, input, every), [name, JSON.stringify(input)]);
  useEffect(() => live.show(), [live]);
  return live.known.value;
}

/**
 * Calls the server, and notes if it does not know this browser.
 * @throws CallError
 */
export async function act<N extends RouteName>(name: N, input: InputOf<N>, signal?: AbortSignal): Promise<OutputOf<N>> {
  try {
    const output = await call(name, input, signal);
    hasSession.value = true;
    return output;
  } catch (error) {
    if (error instanceof CallError && error.problem?.code === 'no_session') hasSession.value = false;
    throw error;
  }
}
