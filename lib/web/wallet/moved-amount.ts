import type { Transaction } from 'mib/client';

/** The signed amount of a transfer: for the payer of a held one that was captured in part, that part. */
export function movedAmount({ amount, captured }: Pick<Transaction, 'amount' | 'captured'>): string {
  return captured === undefined ? amount : `${amount.slice(0, 1)}${captured}`;
}
