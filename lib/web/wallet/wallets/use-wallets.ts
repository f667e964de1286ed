import type { Wallet } from 'mib/client';
import { useEffect, useReducer } from 'preact/hooks';
import { type ProblemView, problemViewOf } from '../../ui/problem-view.ts';
import { rememberOwn } from '../own-wallets.ts';
import { client } from '../session.ts';

const PAGE = 50;

interface State {
  readonly wallets: readonly Wallet[];
  /** Where the next page starts. Undefined: there is none. */
  readonly next: string | undefined;
  /** The cursor of the page that is being read. Null: none is. */
  readonly reading: string | null;
  readonly problem: ProblemView | undefined;
}

type Event =
  | { readonly kind: 'more' }
  | { readonly kind: 'read'; readonly wallets: readonly Wallet[]; readonly next: string | undefined }
  | { readonly kind: 'failed'; readonly problem: ProblemView };

const FIRST: State = { wallets: [], next: '', reading: '', problem: undefined };

/** The list of wallets as it is read page by page. */
export interface WalletList extends State {
  readonly isReading: boolean;
  readonly hasMore: boolean;
  /** Reads the next page, or the one that could not be read. */
  readonly more: () => void;
}

/** The wallets of the person, page by page. */
export function useWallets(): WalletList {
  const [state, send] = useReducer(reduce, FIRST);
  const { reading } = state;
  const api = client.value;
  useEffect(() => {
    if (reading === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    api.walletsPage({ limit: PAGE, cursor: reading || undefined }, { signal }).then(
      ({ wallets, next }) => {
        if (signal.aborted) return;
        rememberOwn(wallets.map(({ wallet_id }) => wallet_id));
        send({ kind: 'read', wallets, next });
      },
      (error: unknown) => !signal.aborted && send({ kind: 'failed', problem: problemViewOf(error, Date.now()) }),
    );
    return () => controller.abort();
  }, [api, reading]);
  const hasMore = state.next !== undefined;
  return { ...state, isReading: reading !== null, hasMore, more: () => send({ kind: 'more' }) };
}

function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'more':
      return { ...state, reading: state.reading ?? state.next ?? null, problem: undefined };
    case 'read':
      return { wallets: [...state.wallets, ...event.wallets], next: event.next, reading: null, problem: undefined };
    case 'failed':
      return { ...state, reading: null, problem: event.problem };
  }
}
