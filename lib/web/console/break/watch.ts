import type { PendingTransfer, TransferDetail } from '../contract.ts';

type Status = TransferDetail['transfer']['status'];

/** A transfer that was seen since the page is open. */
export interface Seen {
  readonly TxID: string;
  /** Of its payer. */
  readonly wallet_id: string;
  /** Undefined: not read yet. */
  readonly status: Status | undefined;
}

/** Whether a status never changes any more. */
export function isFinal(status: Status | undefined): boolean {
  return status === 'SUCCESSFUL' || status === 'INVALID' || status === 'FAILED';
}

/** What was seen, with the pending transfers of now. The newest is first: its TxID is the greatest. */
export function withPending(seen: readonly Seen[], pending: readonly PendingTransfer[]): readonly Seen[] {
  const found = pending.map(({ TxID, from_id, status }): Seen => ({ TxID, wallet_id: from_id, status }));
  return merged(seen, found);
}

/** What was seen, with these as they are known now. A final status stays. */
export function merged(seen: readonly Seen[], found: readonly Seen[]): readonly Seen[] {
  const byId = new Map(seen.map((one) => [one.TxID, one]));
  for (const one of found) {
    const before = byId.get(one.TxID);
    if (isFinal(before?.status)) continue;
    if (before === undefined || one.status !== undefined) byId.set(one.TxID, one);
  }
  return [...byId.values()].sort((a, b) => (a.TxID > b.TxID ? -1 : 1));
}

/** Those that are pending no more, and whose end is not read yet. */
export function toRead(seen: readonly Seen[], pending: readonly PendingTransfer[]): readonly Seen[] {
  const stillPending = new Set(pending.map(({ TxID }) => TxID));
  return seen.filter(({ TxID, status }) => !isFinal(status) && !stillPending.has(TxID));
}

/** The one to watch: the chosen one, or else the oldest that is pending, or else the newest. */
export function watchedOf(seen: readonly Seen[], chosen: string | undefined): Seen | undefined {
  return seen.find(({ TxID }) => TxID === chosen) ?? seen.findLast(({ status }) => !isFinal(status)) ?? seen[0];
}

/**
 * How many transfers are pending: as the overview has counted them, but at least those that were seen
 * pending since then. Undefined: they could not be counted.
 */
export function pendingCount(counted: number | undefined, seen: readonly Seen[]): number | undefined {
  if (counted === undefined) return undefined;
  return Math.max(counted, seen.filter(({ status }) => !isFinal(status)).length);
}
