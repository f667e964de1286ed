import type { Payee, Transaction } from 'mib/client';

/** The payees of a transaction that its wallet sees: all of them for the payer, and a payee itself. */
export function payeesOf({ to_id, to = [], amount }: Pick<Transaction, 'to_id' | 'to' | 'amount'>): readonly Payee[] {
  return to_id === undefined ? to : [{ to_id, amount: amount.replace(/^[-+]/, '') }];
}
