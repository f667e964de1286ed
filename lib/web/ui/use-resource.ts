import { useCallback, useEffect, useState } from 'preact/hooks';
import { type ProblemView, problemViewOf } from './problem-view.ts';

/** What a view reads: its data as far as known, and what did not succeed. */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly problem: ProblemView | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface State<T> {
  readonly key: string;
  readonly data?: T | undefined;
  readonly problem?: ProblemView | undefined;
  readonly isLoading: boolean;
}

/**
 * Reads data for a view, and again on `reload`. Old data stays until new data is there. What is no
 * longer wanted is aborted.
 * @param key says what is read. Another key is other data
 */
export function useResource<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<State<T>>({ key, isLoading: true });
  const [attempt, setAttempt] = useState(0);
  // The key stands for `read`.
  useEffect(() => {
    const controller = new AbortController();
    setState((old) => (old.key === key ? { ...old, isLoading: true } : { key, isLoading: true }));
    read(controller.signal).then(
      (data) => !controller.signal.aborted && setState({ key, data, isLoading: false }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const problem = problemViewOf(error, Date.now());
        setState((old) => ({ key, data: old.key === key ? old.data : undefined, problem, isLoading: false }));
      },
    );
    return () => controller.abort();
  }, [key, attempt]);
  const reload = useCallback(() => setAttempt((attempts) => attempts + 1), []);
  const { data, problem, isLoading } =
    state.key === key ? state : { data: undefined, problem: undefined, isLoading: true };
  return { data, problem, isLoading, reload };
}
