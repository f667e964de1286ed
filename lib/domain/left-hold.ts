import type { Capture } from './capture.ts';
import { type Legs, legsOf } from './legs.ts';
import { captureId } from './transaction-id.ts';
import type { Decision } from './transfer.ts';

/** A hold that remains after its transfer became final. The stored decision settles it. */
export interface LeftHold {
  readonly walletId: string;
  /** Of a credit on a stripe of the wallet. */
  readonly stripe?: number | undefined;
  readonly txId: string;
  readonly decision: Decision;
  readonly deadline: number;
  /** What its shard calls the transfer, if it is not `txId`. */
  readonly transactionId?: string;
  /** Of an authorised debit: what was captured, and what is held. Both are below zero. */
  readonly taken?: { readonly amount: bigint; readonly held: bigint };
}

/** A transfer as far as its settling goes. */
export interface Settled extends Legs {
  readonly txId: string;
  readonly decision?: Decision | undefined;
  readonly deadline?: number | undefined;
  readonly manual?: boolean | undefined;
  readonly capture?: Capture;
  readonly finishedAt?: number | string | undefined;
}

/** What settles a hold that a final transfer has left; undefined if it is no hold of that transfer. */
export function settlementOf(
  transfer: Settled | undefined,
  walletId: string,
  transactionId: string,
): LeftHold | undefined {
  if (transfer?.decision === undefined || transfer.deadline === undefined) return undefined;
  const { txId, decision, deadline, manual, capture, amount } = transfer;
  const leg = legsOf(transfer).find((one) => one.walletId === walletId);
  if (!leg) return undefined;
  const { stripe } = leg;
  const left = { walletId, txId, decision, ...(stripe !== undefined && { stripe }) };
  if (!manual) return { ...left, deadline };
  if (leg.amount < 0n) return { ...left, deadline, taken: { amount: leg.amount, held: -amount } };
  // The credit of an earlier attempt was rolled back before the next one began.
  if (!capture || transactionId !== captureId(txId, capture.n)) return undefined;
  return { ...left, deadline: capture.deadline, transactionId };
}
