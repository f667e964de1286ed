import { useState } from 'preact/hooks';
import { refresh } from '../live/use-live.ts';

/** Something that a person can start, and how its latest attempt went. */
export interface Action<T> {
  readonly run: () => Promise<T | undefined>;
  readonly isRunning: boolean;
  readonly error: Error | undefined;
}

/** Runs an action once at a time, and then updates what the page shows. */
export function useAction<T>(perform: () => Promise<T>): Action<T> {
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<Error>();
  const run = async (): Promise<T | undefined> => {
    if (isRunning) return undefined;
    setRunning(true);
    setError(undefined);
    try {
      return await perform();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return undefined;
    } finally {
      setRunning(false);
      refresh();
    }
  };
  return { run, isRunning, error };
}
