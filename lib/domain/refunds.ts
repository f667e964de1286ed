import type { Transfer } from './transfer.ts';

/** The most refunds of one payment that happened or are in flight: each is an attribute of the payee's row. */
export const MAX_REFUNDS = 50;

/** A refund, as it is stored with the payment that it returns. */
export interface Refund {
  readonly txId: string;
  readonly amount: bigint;
}

/**
 * Where a refund claims its amount: the row of the payment under the wallet that received it. The
 * amount is claimed before any leg is held.
 */
export interface RefundClaim extends Refund {
  /** The wallet that received the payment, and gives back. */
  readonly fromId: string;
  /** The payer of the payment, who gets the money back. */
  readonly toId: string;
  /** The payment. */
  readonly refundOf: string;
  /** The stripe of the wallet that received it, if it is on one: its row is there. */
  readonly refundOfStripe?: number | undefined;
  /** The last time to reserve the refund at, in ms since 1970. A late claim is refused by it. */
  readonly deadline: number;
}

/** What came of a claim. It is `too_late` if the refund was aborted, or a later one was. */
export type ClaimResult = 'claimed' | 'exceeds' | 'not_refundable' | 'too_late';

/** How much of a payment its refunds give back. */
export function refundedOf({ refunds = [] }: Pick<Transfer, 'refunds'>): bigint {
  return refunds.reduce((sum, { amount }) => sum + amount, 0n);
}

/** Whether the wallet received a payment that can be refunded. A refund cannot be refunded. */
export function isRefundable(walletId: string, { fromId, status, refundOf }: Transfer): boolean {
  return fromId !== walletId && status === 'SUCCESSFUL' && refundOf === undefined;
}

/** How much of a payment can still be refunded. @param received as its payee has it */
export function refundableOf(received: Pick<Transfer, 'amount' | 'refunds'>): bigint {
  const { refunds = [] } = received;
  return refunds.length < MAX_REFUNDS ? received.amount - refundedOf(received) : 0n;
}

/** The claim of a refund; undefined if the transfer is none. @throws Error if it has not begun */
export function claimOf(refund: Transfer): RefundClaim | undefined {
  const { txId, fromId, amount, credits, refundOf, refundOfStripe, deadline } = refund;
  if (refundOf === undefined) return undefined;
  const [credit] = credits;
  if (deadline === undefined || !credit || credits.length > 1) throw new Error(`refund ${txId} cannot be claimed`);
  return { txId, fromId, amount, toId: credit.toId, refundOf, refundOfStripe, deadline };
}
