import { deadlineFrom } from '../domain/deadline.ts';
import { MibError } from '../domain/errors.ts';
import { mayApprove } from '../domain/payment-approval.ts';
import { TxId } from '../domain/transfer.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { logger } from '../observability/logger.ts';
import type { Directory } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { Captures, ManualTransfer } from '../store/journal/captures.ts';
import type { Journal } from '../store/journal/journal.ts';
import { decidedWallet } from './approval-rule.ts';
import { type EndedTransfer, endOf, type PayeesRequest } from './capture.ts';
import { idempotently } from './idempotently.ts';
import type { Runs } from './transfer-runs.ts';

interface Stores extends Runs {
  readonly directory: Pick<Directory, 'get'>;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly journal: Pick<Journal, 'asOf'>;
  readonly captures: Captures;
}

/** A request about a payment that waits, by its payer's wallet. */
export type ApproversRequest = PayeesRequest;

type Decided = 'already_approved' | 'already_rejected' | 'approval_expired';

/**
 * Approves a payment that waits for it: then its money moves. The first decision stays, and repeating it
 * has no further effect.
 * @throws MibError wallet_not_found, transaction_not_found, not_awaiting_approval, own_request,
 *   already_approved, already_rejected, approval_expired, idempotency_key_reused
 */
export async function approvePayment(stores: Stores, request: ApproversRequest, now: number): Promise<EndedTransfer> {
  const begun = performance.now();
  const { wallet, found } = await paymentOf(stores, request, 'approve', now);
  const { userId, txId } = request;
  if (!mayApprove(userId, wallet, askerOf(found))) throw new MibError('own_request');
  if (isBy(userId, found, 'approved')) return endOf(stores, request, found, begun, false);
  const standing = standingOf(found, now);
  if (standing) throw new MibError(standing);
  const approved = await stores.captures.approve(found, userId, { now, deadline: deadlineFrom(now) });
  if (!approved.done) return other(stores, request, approved, 'approved', { now, begun });
  logger.info('payment approved', { tx_id: txId, by: userId });
  return endOf(stores, request, approved, begun, true);
}

/**
 * Rejects a payment that waits: its money goes back. Whoever has asked for it may withdraw it so.
 * @throws MibError wallet_not_found, transaction_not_found, not_awaiting_approval, already_approved,
 *   already_rejected, approval_expired, idempotency_key_reused
 */
export async function rejectPayment(stores: Stores, request: ApproversRequest, now: number): Promise<EndedTransfer> {
  const begun = performance.now();
  const { found } = await paymentOf(stores, request, 'reject', now);
  const { userId, txId } = request;
  if (isBy(userId, found, 'rejected')) return endOf(stores, request, found, begun, false);
  const standing = standingOf(found, now);
  if (standing) throw new MibError(standing);
  const rejected = await stores.captures.reject(found, userId, now);
  if (!rejected.done) return other(stores, request, rejected, 'rejected', { now, begun });
  logger.info('payment rejected', { tx_id: txId, by: userId });
  return endOf(stores, request, rejected, begun, true);
}

/** Another decision came first: perhaps the same one of the same user, by a request at the same time. */
function other(
  stores: Stores,
  request: ApproversRequest,
  found: ManualTransfer,
  what: 'approved' | 'rejected',
  { now, begun }: { now: number; begun: number },
): Promise<EndedTransfer> {
  if (isBy(request.userId, found, what)) return endOf(stores, request, found, begun, false);
  throw new MibError(standingOf(found, now) ?? 'approval_expired');
}

async function paymentOf(
  { directory, captures, idempotencyKeys }: Stores,
  { userId, walletId, txId, idempotencyKey: key }: ApproversRequest,
  route: 'approve' | 'reject',
  now: number,
) {
  const wallet = await decidedWallet(directory, userId, walletId);
  const found = TxId.safeParse(txId).success ? await captures.get(walletId, txId) : undefined;
  if (!found) throw new MibError('transaction_not_found');
  addLogFields({ tx_id: txId });
  await idempotently(idempotencyKeys, { userId, key, route, fields: { walletId, txId } }, txId, now);
  const { transfer } = found;
  // The row of a payee has none. Before its money is held nothing waits.
  if (!transfer.approval || transfer.fromId !== walletId) throw new MibError('not_awaiting_approval');
  const isHeld = transfer.authorisedAt !== undefined;
  if (!isHeld) throw new MibError('not_awaiting_approval');
  return { wallet, found };
}

function askerOf({ transfer: { approval } }: ManualTransfer): string {
  return approval?.askedBy ?? '';
}

function isBy(userId: string, { transfer: { approval } }: ManualTransfer, what: 'approved' | 'rejected'): boolean {
  return approval?.[what]?.by === userId;
}

/** What stands in the way of a decision. */
function standingOf({ transfer }: ManualTransfer, now: number): Decided | undefined {
  const { approval, decision, expiresAt = '' } = transfer;
  if (approval?.rejected) return 'already_rejected';
  if (approval?.approved) return 'already_approved';
  return decision !== undefined || Date.parse(expiresAt) <= now ? 'approval_expired' : undefined;
}
