import type { TransactionDetail } from 'mib/client';
import { isFinal } from './step-drafts.ts';

/** The transfer that a payment has just ended in. Its view shows it without asking the API again. */
let known: TransactionDetail | undefined;

/** Remembers a final transfer for its view. One whose money is held goes on. */
export function remember(transfer: TransactionDetail | undefined): void {
  known = transfer && isFinal(transfer.status) ? transfer : undefined;
}

/** The remembered transfer, if it is this one from the side of this wallet. */
export function recall(walletId: string, TxID: string): TransactionDetail | undefined {
  return known?.wallet_id === walletId && known.TxID === TxID ? known : undefined;
}
