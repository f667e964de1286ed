import * as z from 'zod/mini';
import type { ReserveError } from './shard-wallet.ts';
import { NOTES } from './transfer.ts';

/**
 * What a reserve came to, in the words of statemachines/transfer.asl.yaml: HELD; WAITING, of a
 * credit, for the debit's hold; or the final status to abort with, and why.
 */
export const ReserveOutcome = z.object({ outcome: z.enum(['HELD', 'WAITING', 'INVALID', 'FAILED']), note: z.string() });
export type ReserveOutcome = z.infer<typeof ReserveOutcome>;

/**
 * A shard's response to a reserve. A full wallet is not among them: it may have room later. A newer
 * shard may have errors that this version does not know.
 */
export type ReserveResult = 'held' | Exclude<ReserveError, 'too_many_open_transactions'> | 'undeclared_error';

/** @param isCredit of a payee's wallet, the payer learns only that it takes no money */
export function reserveOutcome(result: ReserveResult, isCredit = false): ReserveOutcome {
  switch (result) {
    case 'held':
      return { outcome: 'HELD', note: '' };
    case 'insufficient_funds':
      return { outcome: 'INVALID', note: NOTES.notEnoughFunds };
    case 'no_such_wallet':
      return { outcome: 'INVALID', note: NOTES.noSuchWallet };
    case 'wrong_currency':
      return { outcome: 'INVALID', note: NOTES.otherCurrency };
    case 'wallet_frozen':
      return { outcome: 'INVALID', note: isCredit ? NOTES.payeeTakesNothing : NOTES.frozen };
    case 'wallet_closed':
      return { outcome: 'INVALID', note: isCredit ? NOTES.payeeTakesNothing : NOTES.closed };
    case 'payment_limit_exceeded':
      return { outcome: 'INVALID', note: NOTES.abovePayment };
    case 'approval_required':
      return { outcome: 'INVALID', note: NOTES.approvalNeeded };
    case 'daily_limit_exceeded':
      return { outcome: 'INVALID', note: NOTES.aboveDay };
    case 'below_minimum_balance':
      return { outcome: 'INVALID', note: NOTES.belowMinimum };
    case 'deadline_passed':
    case 'transaction_settled':
      return { outcome: 'FAILED', note: NOTES.limitExceeded };
    case 'transaction_mismatch':
    case 'undeclared_error':
      return { outcome: 'FAILED', note: NOTES.refused };
  }
}
