import type { Wallet } from 'mib/client';
import type { ProblemView } from '../../ui/problem-view.ts';

interface WalletPage {
  /** Where it starts. The first has an empty one. */
  readonly cursor: string;
  readonly wallets: readonly Wallet[];
}

/** The pages of the list of wallets that were read. */
export interface WalletPages {
  readonly pages: readonly WalletPage[];
  /** Where the next page starts. Undefined: there is none. */
  readonly next: string | undefined;
  /** The cursor of the page that is being read. Null: none is. */
  readonly reading: string | null;
  readonly problem: ProblemView | undefined;
}

/** What happens to the pages. `again`: a page that is there was read once more. */
export type PagesEvent =
  | { readonly kind: 'more' }
  | ({ readonly kind: 'read'; readonly next: string | undefined } & WalletPage)
  | ({ readonly kind: 'again' } & WalletPage)
  | { readonly kind: 'failed'; readonly problem: ProblemView };

/** Before the first page. */
export const NO_PAGES: WalletPages = { pages: [], next: '', reading: '', problem: undefined };

/** The pages after an event. */
export function afterEvent(state: WalletPages, event: PagesEvent): WalletPages {
  switch (event.kind) {
    case 'more':
      return { ...state, reading: state.reading ?? state.next ?? null, problem: undefined };
    case 'read': {
      const { cursor, wallets, next } = event;
      return { pages: [...state.pages, { cursor, wallets }], next, reading: null, problem: undefined };
    }
    case 'again': {
      const news = new Map(event.wallets.map((wallet) => [wallet.wallet_id, wallet]));
      // A wallet that has moved to another page stays in its place.
      const updated = (page: WalletPage) =>
        page.cursor === event.cursor
          ? { ...page, wallets: page.wallets.map((wallet) => news.get(wallet.wallet_id) ?? wallet) }
          : page;
      return { ...state, pages: state.pages.map(updated) };
    }
    case 'failed':
      return { ...state, reading: null, problem: event.problem };
  }
}

/** Where the pages start that have a wallet which its shard has not opened yet. */
export function unopened({ pages }: WalletPages): string[] {
  return pages.filter(({ wallets }) => wallets.some(({ status }) => status === 'CREATING')).map(({ cursor }) => cursor);
}
