import type { Waiting } from './contract.ts';

/** What the list of pending transfers shows. */
export interface PendingFilters {
  readonly shard?: number | undefined;
  readonly olderThanMs?: number | undefined;
  readonly waitingFor?: Waiting['for'] | undefined;
}

/** The steps that a transfer can wait for, in their order. */
export const WAITING_FOR = ['begin', 'hold', 'decision', 'settle', 'finish'] as const satisfies Waiting['for'][];

/** The address of each view. */
export const addressOf = {
  overview: '/',
  shards: '/shards',
  keys: '/keys',
  audit: '/audit',
  alarms: '/alarms',
  log: '/operators',
  approvals: '/approvals',
  treasury: '/treasury',
  users: '/users',
  user: (login: string): string => `/users/${encodeURIComponent(login)}`,
  /** @param limit the number of roots */
  statements: ({ limit }: { readonly limit?: number } = {}): string =>
    limit === undefined ? '/statements' : `/statements?limit=${limit}`,
  /** @param walletId to verify against the root */
  root: (keptAt: string, walletId?: string): string => {
    const address = `/statements/roots/${keptAt}`;
    return walletId === undefined ? address : `${address}?${new URLSearchParams({ wallet: walletId })}`;
  },
  break: '/break',
  pending: ({ shard, olderThanMs, waitingFor }: PendingFilters = {}): string => {
    const query = new URLSearchParams({
      ...(shard !== undefined && { shard: String(shard) }),
      ...(olderThanMs !== undefined && { older_than_ms: String(olderThanMs) }),
      ...(waitingFor !== undefined && { waiting_for: waitingFor }),
    });
    return query.size > 0 ? `/pending?${query}` : '/pending';
  },
  /** @param walletId of either side */
  transfer: (walletId: string, TxID: string): string => `/transfers/${walletId}/${TxID}`,
  wallet: (walletId: string): string => `/wallets/${walletId}`,
  shard: (number: number): string => `/shards/${number}`,
  alarm: (service: string, name: string): string => `/alarms/${service}/${name}`,
  search: (text: string): string => `/search?${new URLSearchParams({ q: text })}`,
} as const;

/** The filters in the query of an address. What is no filter is left out. */
export function pendingFiltersOf(query: Readonly<Record<string, string | undefined>>): PendingFilters {
  const waitingFor = WAITING_FOR.find((step) => step === query.waiting_for);
  return {
    shard: wholeNumber(query.shard, 4),
    olderThanMs: wholeNumber(query.older_than_ms, 12),
    waitingFor,
  };
}

/** As many roots as a day has. */
const ROOTS = 24;
/** The most that the server returns. */
export const MOST_ROOTS = 100;

/** The number of roots that an address asks for. */
export function rootLimitOf({ limit }: Readonly<Record<string, string | undefined>>): number {
  return Math.min(MOST_ROOTS, Math.max(1, wholeNumber(limit, 3) ?? ROOTS));
}

/** Whether the parts of a path can be decoded. A person can type any address. */
export function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function wholeNumber(text: string | undefined, digits: number): number | undefined {
  return text !== undefined && /^\d+$/.test(text) && text.length <= digits ? Number(text) : undefined;
}
