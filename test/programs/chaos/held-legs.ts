import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';

/** A side of a transfer that its wallet has held, and the times before and after the hold, in ms since 1970. */
export interface HeldLeg {
  readonly TxID: string;
  readonly walletId: string;
  readonly side: 'debits' | 'credits';
  readonly amount: bigint;
  readonly from: number;
  readonly to: number;
}

/**
 * The sides of a transfer that were surely held: both of one that happened, and the debit of one that
 * was authorised. A hold comes after the request, and before the decision or the authorisation.
 */
export function heldLegs(transfer: TransactionDetail): HeldLeg[] {
  const { TxID, from_id, to_id = '', status, authorised_at } = transfer;
  const initiated = Date.parse(transfer.initiated_at);
  const decided = decidedAt(transfer) ?? Infinity;
  const authorised = authorised_at === undefined ? undefined : Date.parse(authorised_at);
  const happened = status === 'SUCCESSFUL';
  const amount = -BigInt(transfer.amount);
  const debit = { TxID, walletId: from_id, side: 'debits', amount, from: initiated } as const;
  const payees = transfer.to ?? [{ to_id, amount: transfer.captured ?? String(amount) }];
  return [
    ...(happened || authorised !== undefined ? [{ ...debit, to: authorised ?? decided }] : []),
    ...(happened
      ? payees.map((payee) => ({
          TxID,
          walletId: payee.to_id,
          side: 'credits' as const,
          amount: BigInt(payee.amount),
          from: authorised ?? initiated,
          to: decided,
        }))
      : []),
  ];
}

/** When the transfer was decided, in ms since 1970. */
export function decidedAt({ timeline }: Pick<TransactionDetail, 'timeline'>): number | undefined {
  const decision = timeline.find((entry) => 'decision' in entry);
  return decision && Date.parse(decision.at);
}
