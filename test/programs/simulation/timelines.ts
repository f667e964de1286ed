import { addsUp, legsOf } from '../../../lib/domain/legs.ts';
import { timelineOf } from '../../../lib/domain/timeline.ts';
import { NOTES, type Transfer } from '../../../lib/domain/transfer.ts';
import type { Item as StoredItem } from '../../../lib/local/database/values/values.ts';
import { Item } from '../../../lib/store/journal/items.ts';
import { plainOf } from '../../support/memory-dynamodb/attribute-values.ts';

/** How a transfer ends that was held until then. */
const ENDED: ReadonlySet<string> = new Set([NOTES.voided, NOTES.expired, NOTES.rejected, NOTES.notApproved]);

/** Whether a refund was aborted because of its claim. */
function isRefused({ refundOf, decision, responses }: Transfer): boolean {
  return refundOf !== undefined && decision === 'ABORT' && responses?.held === '[]';
}

/** Whether all legs were asked to hold. The credit of a manual transfer may not be. */
function askedOf({ manual, decision }: Transfer, asked: number, legs: number): boolean {
  return asked === legs || (manual === true && decision === 'ABORT' && asked === 1);
}

/** Whether all legs that may be held are settled. A payee's row does not say whether there was a capture. */
function isSettled({ manual, decision, capture }: Transfer, settled: number, legs: number): boolean {
  return settled === legs || (manual === true && decision === 'ABORT' && !capture && settled === 1);
}

/**
 * What is wrong with the timeline of a final transfer: its order, its sides, or its shards.
 * @param hasBeenOn whether a wallet was on a shard at some time
 */
export function timelineFaults(item: StoredItem, hasBeenOn: (walletId: string, shard: number) => boolean): string[] {
  const transfer = Item.safeParse(plainOf(item)).data;
  if (!transfer) return ['it is not a transfer'];
  const timeline = timelineOf(transfer);
  const faults: string[] = [];
  // Without the acceptance: a schedule may have a run that begins before it.
  const times = timeline.slice(1).map(({ at }) => Date.parse(at));
  // By the clock of another function.
  const isEnded = ENDED.has(transfer.note) || transfer.approval?.approved !== undefined;
  if (!isEnded && times.some((time, n) => time < (times[n - 1] ?? 0))) faults.push('its timeline is not in order');
  const sides = timeline.flatMap((entry) => ('event' in entry ? entry : []));
  const where = (event: string) => sides.filter((entry) => entry.event === event).map(({ side }) => side);
  const held = where('held');
  const legs = legsOf(transfer).length;
  const asked = askedOf(transfer, sides.length - where('settled').length, legs);
  if (transfer.decision === 'COMMIT' && held.length !== legs) faults.push(`committed with only ${held} held`);
  if (transfer.decision === 'ABORT' && held.length === legs) faults.push('aborted with all legs held');
  // No shard is asked to hold the legs of a transfer that does not add up.
  if (!addsUp(transfer)) {
    if (transfer.decision === 'COMMIT') faults.push('committed although it does not add up');
  } else if (isRefused(transfer)) {
    // Its claim was refused, so that no shard was asked.
    if (sides.some(({ event }) => event !== 'settled')) faults.push('a refused refund was held');
  } else if (!asked) faults.push('it is not known whether each leg was held');
  if (!isSettled(transfer, where('settled').length, legs)) faults.push(`final with only ${where('settled')} settled`);
  // A wallet that is nowhere yet may be asked for at any shard.
  const isThere = (entry: (typeof sides)[number]) =>
    entry.event === 'held' || (entry.event === 'settled' && transfer.decision === 'COMMIT')
      ? hasBeenOn(entry.walletId, entry.shard)
      : true;
  if (!sides.every(isThere)) faults.push('a side is on another shard');
  return faults;
}
