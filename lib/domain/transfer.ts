import { decodeTime } from 'ulid';
import * as z from 'zod/mini';
import { type Capture, isAuthorised } from './capture.ts';
import type { InCurrency } from './currency.ts';
import type { Credit } from './legs.ts';
import type { Metadata } from './metadata.ts';
import type { PaidBy } from './paid-by.ts';
import type { PaymentApproval } from './payment-approval.ts';
import type { Refund } from './refunds.ts';
import { ULID } from './ulid.ts';

/** The id of a transfer: a ULID, so that ids sort by the time of initiation. */
export const TxId = z
  .string({ error: 'must be a transaction id' })
  .check(
    z.regex(new RegExp(`^${ULID}$`), 'must be a transaction id'),
    z.meta({ example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P' }),
  );

/**
 * The time of initiation in ms since 1970, which is part of the id.
 * @throws Error if the id is not a ULID
 */
export function initiationOf(txId: string): number {
  return decodeTime(txId);
}

export const Status = z.enum(['PENDING', 'PROCESSING', 'INVALID', 'FAILED', 'SUCCESSFUL']);
export type Status = z.infer<typeof Status>;

/** The one decision about a transfer. All its runs follow it. */
export const Decision = z.enum(['COMMIT', 'ABORT']);
export type Decision = z.infer<typeof Decision>;

/**
 * A transfer as the journal stores it: one debit and 1 to 10 credits, whose payees are distinct and
 * none of them the payer. Times are RFC 3339. Read from a payee's row, it has that payee's credit
 * alone, and the amount of it.
 */
export interface Transfer extends InCurrency {
  readonly txId: string;
  readonly fromId: string;
  /** The amount of the debit: the sum of the credits. */
  readonly amount: bigint;
  readonly credits: readonly Credit[];
  readonly status: Status;
  readonly note: string;
  /** Texts of the payer. */
  readonly reference?: string | undefined;
  readonly payerNote?: string | undefined;
  /** The payer's own. No payee's row has them. */
  readonly metadata?: Metadata | undefined;
  /** The schedule that the payer made it by. No payee's row has it. */
  readonly scheduleId?: string | undefined;
  /** Who asked for it, if not the payer's owner by a session. No payee's row has it. */
  readonly paidBy?: PaidBy | undefined;
  /** Its money is held until its payee captures it, or a second person approves it. */
  readonly manual?: boolean | undefined;
  /** Of a payment that needs it. Then `manual` is set. */
  readonly approval?: PaymentApproval | undefined;
  /** Of a manual transfer: from when on it cannot be captured, or approved. */
  readonly expiresAt?: string | undefined;
  /** When its money was held. */
  readonly authorisedAt?: string;
  /** No payee's row has it. */
  readonly capture?: Capture;
  /** What was captured, if it is less than `amount`. A payee's row has it as its amount. */
  readonly captured?: bigint | undefined;
  /** The payment that this transfer refunds. */
  readonly refundOf?: string | undefined;
  /** The stripe of the wallet that received that payment, if it is on one. No payee's row has it. */
  readonly refundOfStripe?: number | undefined;
  /**
   * Its refunds, oldest first. A payee's row also has those in flight, and the payer's item has those
   * that happened.
   */
  readonly refunds?: readonly Refund[] | undefined;
  readonly decision?: Decision;
  /** The last time to reserve at, in ms since 1970. Absent before the transfer begins. */
  readonly deadline?: number;
  readonly initiatedAt: string;
  readonly processingAt?: string;
  readonly decidedAt?: string;
  readonly finishedAt?: string;
  /** What the shards responded, as it is stored. lib/domain/timeline.ts reads it. */
  readonly responses?: { readonly held?: string | undefined; readonly settled?: string | undefined };
}

export const NOTES = {
  PENDING: 'transaction initiated',
  PROCESSING: 'transaction in processing',
  authorised: 'authorised',
  capturing: 'capturing',
  awaitsApproval: 'waiting for approval',
  approved: 'approved',
  SUCCESSFUL: 'transaction completed',
  notEnoughFunds: 'not enough funds in the wallet',
  noSuchWallet: 'no such wallet',
  otherCurrency: 'the wallets have different currencies',
  frozen: 'the wallet is frozen',
  closed: 'the wallet is closed',
  belowMinimum: 'below the minimum balance',
  abovePayment: 'more than the limit of one payment',
  aboveDay: 'more than the limit of a day',
  payeeTakesNothing: "the payee's wallet takes no money",
  limitExceeded: 'transaction confirmation limit exceeded',
  refused: 'a shard refused the transaction',
  voided: 'voided by the payee',
  expired: 'authorisation expired',
  rejected: 'rejected',
  notApproved: 'not approved in time',
  approvalNeeded: 'above the amount from which the wallet needs an approval',
  refundExceeds: 'the refunds would exceed the payment',
  notRefundable: 'the payment cannot be refunded',
} as const;

export function isFinal(status: Status): boolean {
  return status === 'INVALID' || status === 'FAILED' || status === 'SUCCESSFUL';
}

/**
 * The note that people read beside the status. The reason of an abort shows only once the abort is
 * final.
 */
export function noteOf(
  status: Status,
  storedNote: string | undefined,
  held: Pick<Transfer, 'authorisedAt' | 'capture' | 'decision' | 'approval'> = {},
): string {
  if (status === 'INVALID' || status === 'FAILED') return storedNote ?? '';
  if (status === 'PROCESSING' && isAuthorised(held)) return noteOfHeld(held);
  return NOTES[status];
}

function noteOfHeld({ approval, capture }: Pick<Transfer, 'capture' | 'approval'>): string {
  if (approval) return approval.approved ? NOTES.approved : NOTES.awaitsApproval;
  return capture ? NOTES.capturing : NOTES.authorised;
}
