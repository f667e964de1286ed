/** The two transfers: what each holds, and what its commit does to the wallet. */
export const TRANSFERS = [
  { amount: 2, holds: 0, commitAdds: 2 },
  { amount: -1, holds: 1, commitAdds: 0 },
] as const;

export interface Wallet {
  readonly available: number;
  /** Whether each of the transfers holds. */
  readonly holds: readonly boolean[];
  /** Missing in a wallet of the version before. */
  readonly posted?: number;
  readonly seq?: number;
  readonly posting?: { readonly amount: number; readonly at: number };
}

/** What the stream has of a write. */
export interface Image {
  readonly seq: number;
  readonly posted: number;
  readonly amount: number;
  readonly at: number;
}

export interface Entry {
  readonly seq: number;
  readonly amount: number;
  readonly balance: number;
  readonly postedAt: number;
  /** The entry whose hash is in its own: 0 is none. */
  readonly after: number;
}

export interface Invocation {
  /** The record that is next. */
  readonly next: number;
  /** The latest entry as it was read or written last. */
  readonly last?: number;
}

export interface StatementState {
  readonly wallet: Wallet;
  readonly images: readonly Image[];
  /** In the order of their numbers. */
  readonly entries: readonly Entry[];
  /** The number of records that the stream does not pass again by itself. */
  readonly acknowledged: number;
  readonly invocations: readonly (Invocation | undefined)[];
  readonly otherWrites: number;
  /** What the operator has read, who opens the statement. */
  readonly wasRead?: Pick<Wallet, 'available' | 'holds'>;
}

export function keyOf({ invocations, ...state }: StatementState): string {
  // States that differ only in the order of the invocations are the same.
  return JSON.stringify([state, invocations.map((one) => (one ? `${one.next},${one.last}` : '')).sort()]);
}
