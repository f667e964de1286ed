import type { Wallet } from 'mib/client';
import { useCallback, useEffect, useReducer } from 'preact/hooks';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { useRefresh } from '../../ui/use-refresh.ts';
import { rememberOwn } from '../own-wallets.ts';
import { client } from '../session.ts';
import { afterEvent, NO_PAGES, unopened } from './wallet-pages.ts';

const PAGE = 50;
/** How often the page asks whether a wallet is open by now. */
const OPENING_MS = 3_000;

/** The list of wallets as it is read page by page. */
export interface WalletList {
  readonly wallets: readonly Wallet[];
  readonly problem: ProblemView | undefined;
  readonly isReading: boolean;
  readonly hasMore: boolean;
  /** Reads the next page, or the one that could not be read. */
  readonly more: () => void;
}

/** The wallets of the person, page by page. One that is being opened is asked for until it is open. */
export function useWallets(): WalletList {
  const [state, send] = useReducer(afterEvent, NO_PAGES);
  const { pages, reading, problem } = state;
  const api = client.value;
  useEffect(() => {
    if (reading === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    api.walletsPage({ limit: PAGE, cursor: reading || undefined }, { signal }).then(
      ({ wallets, next }) => {
        if (signal.aborted) return;
        rememberOwn(wallets);
        send({ kind: 'read', cursor: reading, wallets, next });
      },
      (error: unknown) => !signal.aborted && send({ kind: 'failed', problem: problemViewOf(error, Date.now()) }),
    );
    return () => controller.abort();
  }, [api, reading]);
  const readAgain = useCallback(() => {
    for (const cursor of unopened(state)) {
      api.walletsPage({ limit: PAGE, cursor: cursor || undefined }).then(
        ({ wallets }) => send({ kind: 'again', cursor, wallets }),
        // The next time may succeed. Until then the wallet is shown as it was.
        () => undefined,
      );
    }
  }, [api, state]);
  useRefresh(readAgain, OPENING_MS);
  return {
    wallets: pages.flatMap(({ wallets }) => wallets),
    problem,
    isReading: reading !== null,
    hasMore: state.next !== undefined,
    more: () => send({ kind: 'more' }),
  };
}
