import * as z from 'zod/mini';
import { type Capture, isAuthorised } from '../domain/capture.ts';
import { deadlineFrom } from '../domain/deadline.ts';
import { creditLegsOf } from '../domain/legs.ts';
import { captureId } from '../domain/transaction-id.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { LegShards } from '../remote/leg-shards.ts';
import type { SettledLeg } from '../remote/shard-legs.ts';
import type { Captures } from '../store/journal/captures.ts';
import { ItemImage } from '../store/journal/image.ts';
import type { Journal } from '../store/journal/journal.ts';

/** An authorised transfer that is not decided, as its run has last seen it. */
export const HoldTask = z.object({ item: ItemImage });
export type HoldTask = z.infer<typeof HoldTask>;

interface Stores {
  readonly shards: Pick<LegShards, 'rollbackLegs'>;
  readonly journal: Pick<Journal, 'putAuthorisedRow'>;
  readonly captures: Pick<Captures, 'claimAgain' | 'end' | 'get' | 'giveUp' | 'release' | 'wait'>;
}

/**
 * SETTLE: the transfer is decided. CAPTURE: its credits are to be held now. WAIT: this run has nothing
 * more to do.
 */
export type Next = 'SETTLE' | 'CAPTURE' | 'WAIT';

/**
 * Does what an authorised transfer needs while it holds. An attempt to capture it that was in vain is
 * released. One that has expired is decided to end. One that was approved is claimed again. Any other is
 * due when it expires, and its payee is shown it, unless it waits for an approval. All of it may be
 * repeated.
 * @param clock ms since 1970
 * @param heard gets the response to the leg, also before an error
 * @throws ShardUnavailable, for the state machine to retry
 */
export async function holdTransfer(
  { shards, journal, captures }: Stores,
  { item: transfer }: HoldTask,
  clock: () => number,
  heard: (legs: readonly SettledLeg[]) => void,
): Promise<Next> {
  const { capture } = transfer;
  if (capture) return releaseCapture({ shards, captures }, transfer, capture, clock, heard);
  if (Date.parse(transfer.expiresAt ?? '') <= clock()) {
    const how = transfer.approval && !transfer.approval.approved ? 'notApproved' : 'expired';
    const { transfer: now } = await captures.end({ transfer }, how, clock());
    // It still waits if another clock says that its time has not come: then it needs what follows.
    if (!isAuthorised(now) || now.capture) return nextOf(now);
  }
  if (transfer.approval?.approved) return captureApproved(captures, transfer, clock());
  if (!transfer.approval) await journal.putAuthorisedRow(transfer);
  return nextOf((await captures.wait(transfer)).transfer);
}

/** An attempt was in vain, such as one during an outage of a payee's shard. Nobody approves it twice. */
async function captureApproved(captures: Stores['captures'], transfer: Transfer, now: number): Promise<Next> {
  const found = await captures.get(transfer.fromId, transfer.txId);
  if (!found) throw new Error(`transfer ${transfer.txId} has disappeared`);
  const { done, transfer: claimed } = await captures.claimAgain(found, { now, deadline: deadlineFrom(now) });
  return done ? 'CAPTURE' : nextOf(claimed);
}

/**
 * Ends an attempt whose credit could not be held. First the journal says that it cannot commit any
 * more. Only then is its credit rolled back, and then the claim is gone.
 */
async function releaseCapture(
  { shards, captures }: Pick<Stores, 'shards' | 'captures'>,
  transfer: Transfer,
  capture: Capture,
  clock: () => number,
  heard: (legs: readonly SettledLeg[]) => void,
): Promise<Next> {
  const given = await captures.giveUp(transfer, capture);
  if (!given.done) return nextOf(given.transfer);
  const legs = await shards.rollbackLegs(
    {
      transactionId: captureId(transfer.txId, capture.n),
      deadline: capture.deadline,
      legs: creditLegsOf(transfer),
    },
    clock,
  );
  heard(legs);
  const failed = legs.find(({ error }) => error)?.error;
  if (failed) throw failed;
  return nextOf((await captures.release(transfer, capture)).transfer);
}

function nextOf(transfer: Transfer): Next {
  return isAuthorised(transfer) ? 'WAIT' : 'SETTLE';
}
