import * as z from 'zod/mini';
import { storedReserve } from '../domain/leg-results.ts';
import { addsUp, legsOf } from '../domain/legs.ts';
import { type ClaimResult, claimOf } from '../domain/refunds.ts';
import { type ReserveOutcome, reserveOutcome } from '../domain/reserve-outcome.ts';
import { captureId } from '../domain/transaction-id.ts';
import { NOTES, type Transfer } from '../domain/transfer.ts';
import type { LegShards } from '../remote/leg-shards.ts';
import { NoRoom, ShardBusy } from '../remote/shard-errors.ts';
import type { ReservedLeg, ReserveLegs } from '../remote/shard-legs.ts';
import { ItemImage } from '../store/journal/image.ts';
import type { Refunds } from '../store/journal/refunds.ts';

/** A transfer whose legs are to be held. With `last`, no response is a result and no error. */
export const ReserveTask = z.object({ item: ItemImage, last: z.optional(z.boolean()) });
export type ReserveTask = z.infer<typeof ReserveTask>;

/** HELD, or the final status to abort with and why; and what came of each leg, as it is stored. */
export interface Reserved {
  readonly outcome: 'HELD' | 'INVALID' | 'FAILED';
  readonly note: string;
  readonly legs: readonly object[];
}

interface Stores {
  readonly shards: Pick<LegShards, 'reserveLegs'>;
  readonly refunds: Pick<Refunds, 'claim'>;
}

/**
 * Holds the legs of a transfer on their shards, side by side. A refund first claims its amount on the
 * payment. A refusal of the claim or of a leg is a result. Contention is an error until the deadline,
 * and a refusal after it. No response is an error, except in the last attempt.
 * @param clock ms since 1970
 * @param heard gets the last response to each leg, also before an error
 * @throws NoRoom, for the state machine to retry
 * @throws ShardUnavailable, of which ShardBusy, for the state machine to retry
 */
export async function reserveTransfer(
  { shards, refunds }: Stores,
  { item: transfer, last = false }: ReserveTask,
  clock: () => number,
  heard: (legs: readonly ReservedLeg[]) => void,
): Promise<Reserved> {
  const { txId } = transfer;
  const request = legsToHold(transfer);
  const { deadline } = request;
  // The API checks it, too. Here nothing is decided to happen that would make or lose money.
  if (!addsUp(transfer)) return { outcome: 'FAILED', note: NOTES.refused, legs: [] };
  const claim = claimOf(transfer);
  const unclaimed = claim && refusalOfClaim(await refunds.claim(claim));
  if (unclaimed) return { ...unclaimed, legs: [] };
  const legs = await askShards(shards, request, clock);
  heard(legs);
  const outcomes = legs.map((leg, n) => outcomeOf(leg, deadline, isCredit(request, n)));
  const silent = legs.find((leg) => leg.error && !isContention(leg.error));
  const refusal = refusalOf(outcomes) ?? (last && silent ? NO_RESPONSE : undefined);
  // Who gave no response is not asked until the deadline, even if another shard is busy.
  const open = silent ?? legs.find((_, n) => outcomes[n]?.outcome !== 'HELD');
  if (!refusal && open?.error) throw open.error;
  return {
    ...(refusal ?? HELD),
    legs: legs.map((leg, n) => storedReserve(txId, outcomes[n], leg)),
  };
}

type Refusal = Omit<Reserved, 'legs'>;
const HELD: Refusal = { outcome: 'HELD', note: '' };
const NO_RESPONSE: Refusal = { outcome: 'FAILED', note: NOTES.limitExceeded };

function refusalOfClaim(result: ClaimResult): Refusal | undefined {
  switch (result) {
    case 'claimed':
      return undefined;
    case 'exceeds':
      return { outcome: 'INVALID', note: NOTES.refundExceeds };
    case 'not_refundable':
      return { outcome: 'INVALID', note: NOTES.notRefundable };
    case 'too_late':
      return NO_RESPONSE;
  }
}

/**
 * The legs that are to be held now. Those of a manual transfer are held in two phases: its debit, until
 * the capture, and then the credit of the claim that is stored.
 * @throws Error if the transfer has not begun
 */
function legsToHold({ txId, deadline, currency, manual, capture, approval, ...transfer }: Transfer): ReserveLegs {
  if (deadline === undefined) throw new Error(`transfer ${txId} has not begun`);
  const [debit, ...credits] = legsOf(transfer);
  if (!debit) throw new Error(`transfer ${txId} has no debit`);
  const request = { transactionId: txId, deadline, currency };
  if (!manual) return { ...request, legs: [debit, ...credits] };
  if (!capture) return { ...request, legs: [{ ...debit, authorisation: true, ...(approval && { approval: true }) }] };
  return {
    transactionId: captureId(txId, capture.n),
    deadline: capture.deadline,
    currency,
    // What is approved is captured whole, so that several payees get what the payer has asked for.
    legs: credits.map((credit) => ({
      ...credit,
      amount: approval ? credit.amount : capture.amount,
      debitHeld: true,
    })),
  };
}

/**
 * Asks for the legs. A credit without room is asked for again once this call has heard that the debit
 * is held, because then it may use the places that are reserved for such credits.
 * @returns the last response to each leg, in their order
 */
async function askShards(
  shards: Pick<LegShards, 'reserveLegs'>,
  { legs, ...request }: ReserveLegs,
  clock: () => number,
): Promise<ReservedLeg[]> {
  const responses = await shards.reserveLegs({ ...request, legs }, clock);
  const without = new Set(responses.flatMap((leg) => (leg.error instanceof NoRoom ? [leg.walletId] : [])));
  const waiting = legs.filter(({ walletId, amount, debitHeld }) => amount > 0n && !debitHeld && without.has(walletId));
  const isRefused = responses.some((leg) => !leg.error && leg.result !== 'held');
  const [ofDebit] = responses;
  if (waiting.length === 0 || isRefused || !ofDebit || ofDebit.error) return responses;
  const toAsk = waiting.map((leg) => ({ ...leg, debitHeld: true }));
  const repeated = await shards.reserveLegs({ ...request, legs: toAsk }, clock);
  const again = new Map(repeated.map((leg) => [leg.walletId, leg]));
  return responses.map((leg) => again.get(leg.walletId) ?? leg);
}

/** Whether the leg is of a payee. Of a capture the first one is. */
function isCredit({ legs }: ReserveLegs, n: number): boolean {
  return (legs[n]?.amount ?? 0n) > 0n;
}

/** What came of a leg; undefined if its shard may or may not hold it. */
function outcomeOf(leg: ReservedLeg, deadline: number, ofPayee: boolean): ReserveOutcome | undefined {
  if (!leg.error) return reserveOutcome(leg.result, ofPayee);
  if (!isContention(leg.error)) return undefined;
  if (leg.at > deadline) return reserveOutcome('deadline_passed');
  return leg.error instanceof NoRoom ? { outcome: 'WAITING', note: '' } : undefined;
}

function isContention(error: Error): boolean {
  return error instanceof NoRoom || error instanceof ShardBusy;
}

/** The refusal to abort with: one that makes the transfer impossible before one that came too late. */
function refusalOf(outcomes: readonly (ReserveOutcome | undefined)[]): Refusal | undefined {
  for (const outcome of ['INVALID', 'FAILED'] as const) {
    const refused = outcomes.find((found) => found?.outcome === outcome);
    if (refused) return { outcome, note: refused.note };
  }
  return undefined;
}
