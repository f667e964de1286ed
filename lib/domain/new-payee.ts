import type { Transfer } from './transfer.ts';
import { memberOf, type WalletMember } from './wallet-member.ts';

/** A wallet that pays, and one that it pays. */
export interface PaidPair {
  readonly walletId: string;
  readonly payeeId: string;
}

/** What a payment says of who pays whom. */
export type Paying = Pick<Transfer, 'fromId' | 'credits'>;

/** Each wallet with each of its payees, once. */
export function pairsOf(payments: readonly Paying[]): readonly PaidPair[] {
  const pairs = payments.flatMap(({ fromId, credits }) => {
    return credits.map(({ toId }): [string, PaidPair] => [`${fromId}:${toId}`, { walletId: fromId, payeeId: toId }]);
  });
  return [...new Map(pairs).values()];
}

/** Whether one of these pairs is of the payment. */
export function hasPair({ fromId, credits }: Paying, pairs: readonly PaidPair[]): boolean {
  return pairs.some(({ walletId, payeeId }) => walletId === fromId && credits.some(({ toId }) => toId === payeeId));
}

/** Whether the user may pay from the wallet by a session: as its owner, or as a member with a sum of a day. */
export function mayPay(
  userId: string,
  wallet: { readonly owner: string; readonly members?: readonly WalletMember[] | undefined },
): boolean {
  return wallet.owner === userId || memberOf(wallet, userId)?.maxPerDay !== undefined;
}

/**
 * Whether a transfer shows that the user has paid this payee from this wallet by a session. What a key has
 * paid does not: its holder need not be the user. Neither does a refund, whose payee no request has named.
 * @param owner of the wallet
 */
export function shows(
  { fromId, credits, status, paidBy, refundOf }: Transfer,
  { walletId, payeeId }: PaidPair,
  { userId, owner }: { readonly userId: string; readonly owner: string },
): boolean {
  const isTheirs = paidBy ? paidBy.userId === userId && !paidBy.key : owner === userId;
  const isPayment = fromId === walletId && status === 'SUCCESSFUL' && refundOf === undefined;
  return isTheirs && isPayment && credits.some(({ toId }) => toId === payeeId);
}
