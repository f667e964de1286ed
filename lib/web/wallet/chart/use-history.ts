import { useEffect, useState } from 'preact/hooks';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { client } from '../session.ts';
import { type BalanceHistory, readBalance } from './read-balance.ts';
import { type Span, startOf } from './spans.ts';

/** The balance over a span, as far as it is read. */
export interface ReadHistory {
  readonly history: BalanceHistory | undefined;
  readonly problem: ProblemView | undefined;
  readonly isReading: boolean;
  readonly retry: () => void;
}

/** Reads the balance of a wallet over a span of time until now. */
export function useHistory(walletId: string, span: Span): ReadHistory {
  const key = `${span} ${walletId}`;
  const [state, setState] = useState<Omit<ReadHistory, 'retry'> & { readonly key: string }>(reading(key));
  const [attempt, setAttempt] = useState(0);
  const api = client.value;
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setState(reading(key));
    const source = {
      balanceAt: (time: Date) => api.balanceAt(walletId, time, { signal }),
      newestFirst: () => api.statement(walletId, { order: 'desc' }, { signal }),
      first: async () => (await api.statementPage(walletId, { limit: 1 }, { signal })).entries[0],
    };
    const read = async () => {
      const now = Date.now();
      for await (const history of readBalance(source, startOf(span, now), now)) {
        setState({ key, history, problem: undefined, isReading: true });
      }
    };
    read().then(
      () => !signal.aborted && setState((old) => ({ ...old, isReading: false })),
      (error: unknown) => {
        if (signal.aborted) return;
        setState((old) => ({ ...old, problem: problemViewOf(error, Date.now()), isReading: false }));
      },
    );
    return () => controller.abort();
  }, [api, key, attempt]);
  return { ...(state.key === key ? state : reading(key)), retry: () => setAttempt((attempts) => attempts + 1) };
}

function reading(key: string) {
  return { key, history: undefined, problem: undefined, isReading: true };
}
