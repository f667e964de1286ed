import type { Payer } from '../domain/api-key.ts';
import { MibError } from '../domain/errors.ts';
import { isRefundable, refundableOf } from '../domain/refunds.ts';
import { isFinal, type Transfer, TxId } from '../domain/transfer.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import { type AcceptedTransfer, type AcceptStores, runTransfer } from './accept-transfer.ts';
import { awaitingApproval } from './awaiting-approval.ts';
import { countSpending } from './count-spending.ts';
import { idempotently, type Repeatable } from './idempotently.ts';
import { payingWallet } from './owned-wallet.ts';

/** A request to give back what a wallet of the user has received. */
export interface RefundRequest extends Payer {
  /** The wallet that received the payment. */
  readonly walletId: string;
  /** The payment. */
  readonly txId: string;
  /** By default all that is left of it. */
  readonly amount: bigint | undefined;
  readonly idempotencyKey: string | undefined;
  readonly waitMs?: number | undefined;
}

type Refunding = Omit<AcceptStores, 'idempotencyKeys'> & { readonly idempotencyKeys: IdempotencyKeys };

/**
 * Accepts a refund: a transfer from the payee of a payment to its payer. Two refunds at once may both
 * be accepted. The claim in the workflow lets no more happen than what was received.
 * @param fresh `now`: ms since 1970; `txId`: the id of a new transfer, a ULID of `now`
 * @throws MibError wallet_not_found, member_scope, transaction_not_found, not_refundable, refund_exceeds,
 *   idempotency_key_reused, spending_limit_exceeded
 */
export async function refundTransfer(
  stores: Refunding,
  request: RefundRequest,
  fresh: { now: number; txId: string },
): Promise<AcceptedTransfer> {
  const begun = performance.now();
  const { userId, walletId, waitMs } = request;
  const { wallet, spender, by } = await payingWallet(stores.directory, request, walletId);
  const received = TxId.safeParse(request.txId).success ? await stores.journal.find(wallet, request.txId) : undefined;
  if (!received) throw new MibError('transaction_not_found');
  if (!isRefundable(walletId, received)) throw new MibError('not_refundable');
  const left = refundableOf(received);
  const { amount = left } = request;
  const repeatable = repeatableOf(request);
  if (left === 0n || amount > left) return await earlierRefund(stores, repeatable, request, fresh, received);
  const txId = await idempotently(stores.idempotencyKeys, repeatable, fresh.txId, fresh.now);
  if (spender) {
    const spent = { walletId, txId, amount };
    await countSpending(stores, spender, spent, { now: fresh.now, isNew: txId === fresh.txId });
  }
  const {
    fromId: payer,
    currency,
    reference,
    credits: [own],
  } = received;
  const credits = [{ toId: payer, amount }];
  const waiting = awaitingApproval(wallet, { amount, askedBy: userId }, fresh.now);
  const ofPayment = { currency, reference, refundOf: received.txId, refundOfStripe: own?.stripe };
  const refund = { txId, fromId: walletId, amount, credits, ...ofPayment, paidBy: by, ...waiting };
  return runTransfer(stores, refund, { ...fresh, waitMs, begun });
}

function repeatableOf({ userId, idempotencyKey: key, walletId, txId, amount }: RefundRequest): Repeatable {
  const fields = { from_id: walletId, refund_of: txId, amount: amount?.toString() };
  return { userId, key, route: 'refund', fields };
}

/**
 * The refund of an earlier request with the same key: it may be what is no longer left. Its key was
 * stored before it.
 */
async function earlierRefund(
  { idempotencyKeys, journal }: Refunding,
  repeatable: Repeatable,
  { walletId, waitMs }: RefundRequest,
  { now, txId: freshId }: { now: number; txId: string },
  received: Transfer,
): Promise<AcceptedTransfer> {
  const { userId, key } = repeatable;
  const standing = key === undefined ? undefined : await idempotencyKeys.find(userId, key, now);
  const txId = standing && (await idempotently(idempotencyKeys, repeatable, freshId, now));
  const refund = txId === undefined ? undefined : await journal.get(walletId, txId);
  if (!refund)
    throw new MibError('refund_exceeds', {
      detail: `${refundableOf(received)} of ${received.amount} can still be refunded.`,
    });
  const { status } = refund;
  return { txId: refund.txId, status, ...(waitMs !== undefined && isFinal(status) && { final: refund }) };
}
