import type { Transaction } from 'mib/client';

type RefundableTransfer = Pick<Transaction, 'amount' | 'status' | 'refund_of' | 'refunded'>;

/**
 * What the wallet of a view can still give back of a transfer, in minor units: '0' unless it received
 * it, and it is no refund itself.
 */
export function refundableOf(transfer: RefundableTransfer): string {
  const { amount, status, refund_of, refunded = '0' } = transfer;
  const isReceived = amount.startsWith('+') && status === 'SUCCESSFUL' && refund_of === undefined;
  return isReceived ? String(BigInt(amount) - BigInt(refunded)) : '0';
}
