import * as z from 'zod/mini';
import { storedSettle } from '../domain/leg-results.ts';
import { legsOf } from '../domain/legs.ts';
import { claimOf } from '../domain/refunds.ts';
import { captureId } from '../domain/transaction-id.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { LegShards } from '../remote/leg-shards.ts';
import type { SettledLeg } from '../remote/shard-legs.ts';
import { DecidedImage } from '../store/journal/image.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Refunds } from '../store/journal/refunds.ts';

/** A transfer to settle: its item, read after the decision or returned by its write. */
export const SettleTask = z.object({ item: DecidedImage });
export type SettleTask = z.infer<typeof SettleTask>;

interface Stores {
  readonly shards: Pick<LegShards, 'commitLegs' | 'rollbackLegs'>;
  readonly journal: Pick<Journal, 'putPayeeRows'>;
  readonly refunds: Pick<Refunds, 'release' | 'link'>;
}

/**
 * Settles all legs of a transfer on their shards, side by side, by the stored decision alone. Then
 * each payee of a commit gets its row. A refund is linked to its payment, or gives back what it has
 * claimed of it. All of it may be repeated.
 * @param clock ms since 1970
 * @param heard gets the response to each leg, also before an error
 * @returns what came of each leg, as it is stored
 * @throws ShardUnavailable, for the state machine to retry
 */
export async function settleTransfer(
  { shards, journal, refunds }: Stores,
  { item: { transfer, outcome, note } }: SettleTask,
  clock: () => number,
  heard: (legs: readonly SettledLeg[]) => void,
): Promise<object[]> {
  const legs = await settleLegs(shards, transfer, clock);
  heard(legs);
  const failed = legs.find(({ error }) => error)?.error;
  if (failed) throw failed;
  const settled = legs.flatMap((leg) => (leg.error ? [] : [storedSettle(transfer.txId, leg.result, leg)]));
  const claim = claimOf(transfer);
  const finishedAt = new Date(clock()).toISOString();
  if (transfer.decision === 'COMMIT') {
    await journal.putPayeeRows(transfer, { settled, finishedAt });
    if (claim) await refunds.link(claim);
  } else {
    if (transfer.authorisedAt !== undefined && !transfer.approval)
      await journal.putPayeeRows(transfer, { status: outcome ?? 'FAILED', note, settled, finishedAt });
    if (claim) await refunds.release(claim);
  }
  return settled;
}

async function settleLegs(shards: Stores['shards'], transfer: Transfer, clock: () => number): Promise<SettledLeg[]> {
  const { txId: transactionId, decision, deadline } = transfer;
  if (decision === undefined || deadline === undefined) throw new Error(`transfer ${transactionId} is not decided`);
  if (transfer.manual) return settleManual(shards, { ...transfer, deadline }, clock);
  const legs = legsOf(transfer);
  if (decision === 'COMMIT') return shards.commitLegs({ transactionId, legs }, clock);
  return shards.rollbackLegs({ transactionId, deadline, legs }, clock);
}

/**
 * The debit and the credits of a manual transfer were held by two transactions, each with its own
 * deadline. Without a capture there are no credits. Only one that is captured whole has several.
 */
async function settleManual(
  shards: Stores['shards'],
  transfer: Transfer & { readonly deadline: number },
  clock: () => number,
): Promise<SettledLeg[]> {
  const { txId, decision, deadline, amount, capture } = transfer;
  const [debit, ...credits] = legsOf(transfer);
  if (!debit) throw new Error(`transfer ${txId} has no debit`);
  const ofDebit = { transactionId: txId, deadline, legs: [{ ...debit, held: -amount }] };
  const ofCredits = capture && {
    transactionId: captureId(txId, capture.n),
    deadline: capture.deadline,
    legs: credits,
  };
  const requests = ofCredits ? [ofDebit, ofCredits] : [ofDebit];
  if (decision === 'COMMIT' && !ofCredits) throw new Error(`transfer ${txId} is committed without a capture`);
  const settled = await Promise.all(
    requests.map((request) =>
      decision === 'COMMIT' ? shards.commitLegs(request, clock) : shards.rollbackLegs(request, clock),
    ),
  );
  return settled.flat();
}
