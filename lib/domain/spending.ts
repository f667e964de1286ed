/** A key or a member, whose payments from a wallet count against a sum of a day. */
export interface Spender {
  /** Unique to the key, or to the member. */
  readonly id: string;
  /** The most that their payments of one day, in UTC, may take together. */
  readonly maxPerDay: bigint;
}

/** What counts against the sum: a transfer that is about to be accepted. */
export interface Spent {
  readonly walletId: string;
  readonly txId: string;
  readonly amount: bigint;
}

/** The day of a time in UTC, such as `2026-11-23`. @param at ms since 1970 */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** When a day in UTC ends, in ms since 1970. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + 86_400_000;
}
