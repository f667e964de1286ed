/** Time as the client knows it, so that tests need not wait. */
export interface Clock {
  /** Now, in ms since 1970. */
  now(): number;
  /** Resolves after so many ms; rejects with the signal's reason as soon as that comes. */
  sleep(ms: number, signal?: AbortSignal | null): Promise<void>;
}

/** The time of the machine, in Node and in browsers. */
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
 * Does something that may take so many ms, or less if the caller's signal comes before. Rejects then, even if what is done heeds no
 * signal: one that goes through several hands is not always passed on.
 * @param tooLate makes the reason if it is the time
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
