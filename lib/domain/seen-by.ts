import { type Credit, type Legs, solePayeeOf } from './legs.ts';
import { inOrder, type Metadata } from './metadata.ts';
import type { PaidBy } from './paid-by.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import type { Transfer } from './transfer.ts';

/**
 * The payees that a wallet sees. The payer sees all of them, and a payee sees itself alone: who else
 * the payer pays, and how much, is the payer's own affair.
 */
export function payeesSeenBy(walletId: string, transfer: Pick<Legs, 'fromId' | 'credits'>): readonly Credit[] {
  if (walletId === transfer.fromId) return transfer.credits;
  return transfer.credits.filter(({ toId }) => toId === walletId);
}

/** The payee that a wallet sees, if it sees only one. */
export function solePayeeSeenBy(walletId: string, transfer: Transfer): string | undefined {
  return solePayeeOf({ credits: payeesSeenBy(walletId, transfer) });
}

/** The timeline that a wallet sees: a payee does not see the sides of the others. */
export function timelineSeenBy(walletId: string, transfer: Transfer): TimelineEntry[] {
  const seen = new Set([transfer.fromId, ...payeesSeenBy(walletId, transfer).map(({ toId }) => toId)]);
  return timelineOf(transfer).filter((entry) => !('event' in entry) || seen.has(entry.walletId));
}

/** Who asked for it, for those who read the wallet that pays. A payee does not see who stands behind it. */
export function paidBySeenBy(walletId: string, { fromId, paidBy }: Transfer): PaidBy | undefined {
  return walletId === fromId ? paidBy : undefined;
}

/** The metadata that a wallet sees: they are the payer's own. */
export function metadataSeenBy(walletId: string, { fromId, metadata }: Transfer): Metadata | undefined {
  return walletId === fromId ? metadata && inOrder(metadata) : undefined;
}
