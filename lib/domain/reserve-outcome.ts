import * as z from 'zod/mini';
import { NOTES } from './transfer.ts';

/**
 * What a reserve came to, in the words of statemachines/transfer.asl.yaml: HELD; WAITING for the debit's hold, of a credit; or the final
 * status to abort with, and why.
 */
export const ReserveOutcome = z.object({ outcome: z.enum(['HELD', 'WAITING', 'INVALID', 'FAILED']), note: z.string() });
export type ReserveOutcome = z.infer<typeof ReserveOutcome>;

/** @param answer 'held', or the code with which the shard refused */
export function reserveOutcome(answer: string): ReserveOutcome {
  switch (answer) {
    case 'held':
      return { outcome: 'HELD', note: '' };
    case 'insufficient_funds':
      return { outcome: 'INVALID', note: NOTES.notEnoughFunds };
    case 'no_such_wallet':
      return { outcome: 'INVALID', note: NOTES.noSuchWallet };
    case 'deadline_passed':
    case 'transaction_settled':
      return { outcome: 'FAILED', note: NOTES.limitExceeded };
    default:
      return { outcome: 'FAILED', note: 'a shard refused the transaction' };
  }
}
