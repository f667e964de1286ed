/** The time of the client. Tests replace it to run without waiting. */
export interface Clock {
  /** The current time in ms since 1970. */
  now(): number;
  /** Resolves after this time. Rejects with the signal's reason when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal | null): Promise<void>;
}

/** The system clock, in Node and in browsers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/**
 * Runs work with a timeout and the caller's signal. Rejects when either ends it, even if the work
 * ignores its signal: not every `fetch` passes the signal on.
 * @param tooLate makes the error for the timeout
 */
export async function within<T>(
  {
    clock,
    ms,
    tooLate,
    signal,
  }: { clock: Clock; ms: number; tooLate: () => Error; signal?: AbortSignal | null | undefined },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const end = new AbortController();
  const done = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    end.signal.addEventListener('abort', () => reject(end.signal.reason), { once: true });
  });
  const obey = () => end.abort(signal?.reason);
  signal?.addEventListener('abort', obey, { once: true });
  clock.sleep(ms, done.signal).then(
    () => end.abort(tooLate()),
    () => undefined,
  );
  try {
    return await Promise.race([work(end.signal), ended]);
  } finally {
    done.abort();
    signal?.removeEventListener('abort', obey);
  }
}
