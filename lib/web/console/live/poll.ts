import { type ReadonlySignal, signal } from '@preact/signals';

/** What was asked for, as it is now known. */
export interface Known<T> {
  readonly data?: T;
  /** Why the latest attempt failed. The data is of an earlier one then. */
  readonly error?: Error;
  /** ms since 1970, of the data. */
  readonly at?: number;
}

export interface PollOptions<T> {
  readonly ask: (signal: AbortSignal) => Promise<T>;
  /** From a response to the next request. Undefined: once is enough. */
  readonly everyMs: (latest: T) => number | undefined;
}

/** What is away may be back soon, and people watch. */
const MAX_WAIT_MS = 5_000;
/** After the first error. */
const FIRST_WAIT_MS = 1_000;

/**
 * Asks again and again while the page is visible. A poll has one request at a time. After an error it
 * waits longer each time.
 */
export class Poll<T> {
  readonly #options: PollOptions<T>;
  readonly #known = signal<Known<T>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  #failures = 0;

  constructor(options: PollOptions<T>) {
    this.#options = options;
  }

  get known(): ReadonlySignal<Known<T>> {
    return this.#known;
  }

  /** Asks now, and then again. A request that runs already is abandoned. */
  start(): void {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    void this.#ask(running.signal);
  }

  /** Asks no more, until it is started. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const wait = await this.#options.ask(signal).then(
      (data) => {
        if (signal.aborted) return undefined;
        this.#failures = 0;
        this.#known.value = { data, at: Date.now() };
        return this.#options.everyMs(data);
      },
      (error: unknown) => {
        if (signal.aborted) return undefined;
        this.#failures += 1;
        this.#known.value = { ...this.#known.value, error: error instanceof Error ? error : new Error(String(error)) };
        return Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 1));
      },
    );
    if (signal.aborted || wait === undefined) return;
    this.#timer = setTimeout(() => this.start(), wait);
  }
}
