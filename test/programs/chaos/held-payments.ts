import type { Transaction } from '../../../lib/api/transaction.ts';
import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { isFinal } from './observer.ts';
import type { HoldWrite, TransferRequest } from './orders.ts';

/** The signed amount that a transfer has moved: what was captured, if that is less. */
export function movedBy({ amount, captured }: Pick<Transaction, 'amount' | 'captured'>): string {
  return captured === undefined ? amount : `${amount.slice(0, 1)}${captured}`;
}

/** How the end of a held payment is not one that was asked for. */
export function brokenEnds(
  { held, kind, approval }: TransferRequest,
  transfer: TransactionDetail | undefined,
): string[] {
  if (!transfer) return [];
  const { TxID, status, note, authorised_at, captured } = transfer;
  const broken = (what: string) => [`${TxID} (${kind}) ${what}`];
  // What became of that, the promises of approvals say.
  if (approval) return [];
  if (!held) return authorised_at === undefined ? [] : broken('is authorised, and was not to be');
  // Its credit was refused: the payee had frozen the wallet, or closed it.
  const isRefused = status === 'INVALID' && note === NOTES.payeeTakesNothing;
  if (held.isNotHeld && !isRefused) return broken(`is said not to be held, and ended ${status}, ${note}`);
  const asked = (isIt: (write: HoldWrite) => boolean) => held.writes.some(isIt);
  if (captured !== undefined && BigInt(captured) >= -BigInt(transfer.amount)) return broken(`has captured ${captured}`);
  if (status === 'SUCCESSFUL') {
    const moved = -BigInt(movedBy(transfer));
    // A void is a decision as soon as it is accepted.
    if (held.accepted.has('void')) return broken('is captured, and a void of it was accepted');
    return asked((write) => write !== 'void' && write.capture === moved) ? [] : broken(`moved ${moved}, unasked`);
  }
  if (!isFinal(transfer) || authorised_at === undefined) return [];
  if (isRefused) return asked((write) => write !== 'void') ? [] : broken('is refused by its payee, unasked');
  if (note === NOTES.voided) return asked((write) => write === 'void') ? [] : broken('is voided, unasked');
  const decided = transfer.timeline.find((entry) => 'decision' in entry)?.at ?? '';
  const isExpired = note === NOTES.expired && Date.parse(decided) >= Date.parse(held.expiresAt);
  return isExpired ? [] : broken(`ended ${status}, ${note}`);
}
