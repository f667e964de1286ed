import { RESERVE_WINDOW_MS } from './deadline.ts';
import type { Transfer } from './transfer.ts';

/** An authorised transfer is held for this long, unless its request says otherwise. */
export const USUAL_HOLD_MS = 7 * 86_400_000;
/** The longest that a transfer is held. */
export const MAX_HOLD_MS = 30 * 86_400_000;

/**
 * The claim of the payee on an authorised transfer. It is stored before the credit is held, and is not
 * the decision.
 */
export interface Capture {
  /** The number of the attempt, from 1 on. The payee's shard knows the credit by it. */
  readonly n: number;
  /** At most the amount that was authorised. */
  readonly amount: bigint;
  /** The last time to hold the credit at, in ms since 1970. */
  readonly deadline: number;
  /** RELEASING: the credit is rolled back, and then the claim is gone. */
  readonly state: 'HOLDING' | 'RELEASING';
}

/** Whether the money of the transfer is held until its capture, its void or its expiry. */
export function isAuthorised({
  authorisedAt,
  decision,
}: {
  readonly authorisedAt?: string | undefined;
  readonly decision?: Transfer['decision'] | undefined;
}): boolean {
  return authorisedAt !== undefined && decision === undefined;
}

/** Whether it waits for that or for an approval, and no run has anything to do. */
export function isWaiting(transfer: Pick<Transfer, 'authorisedAt' | 'decision' | 'capture' | 'approval'>): boolean {
  return isAuthorised(transfer) && transfer.capture === undefined && !transfer.approval?.approved;
}

/**
 * Since when a transfer is in flight, in ms since 1970: its initiation, or the approval, the capture or the
 * void of an authorised one. One that waits is not in flight before it expires.
 */
export function openSince(
  transfer: Pick<
    Transfer,
    'initiatedAt' | 'authorisedAt' | 'expiresAt' | 'decidedAt' | 'decision' | 'capture' | 'approval'
  >,
): number {
  const { initiatedAt, authorisedAt, expiresAt, decidedAt, capture, approval } = transfer;
  if (authorisedAt === undefined) return Date.parse(initiatedAt);
  if (approval?.approved) return Date.parse(approval.approved.at);
  if (capture) return capture.deadline - RESERVE_WINDOW_MS;
  return Date.parse((isWaiting(transfer) ? expiresAt : decidedAt) ?? authorisedAt);
}
