import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { timelineOf } from '../../../lib/domain/timeline.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import type { Item as StoredItem } from '../../../lib/local/database/values/values.ts';
import { plain } from '../../../lib/store/documents.ts';
import { Item } from '../../../lib/store/journal/items.ts';

const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object'),
);

/** What is wrong with the timeline of a final transfer: its order, its sides, or its shards. */
export function timelineFaults(item: StoredItem, shardCount: number): string[] {
  const transfer = Item.safeParse(plain(Image.parse(item))).data;
  if (!transfer) return ['it is not a transfer'];
  const timeline = timelineOf(transfer);
  const faults: string[] = [];
  // Without the acceptance: a schedule may have a run that begins before it.
  const times = timeline.slice(1).map(({ at }) => Date.parse(at));
  if (times.some((time, n) => time < (times[n - 1] ?? 0))) faults.push('its timeline is not in order');
  const sides = timeline.flatMap((entry) => ('event' in entry ? entry : []));
  const where = (event: string) => sides.filter((entry) => entry.event === event).map(({ side }) => side);
  const held = where('held');
  if (transfer.decision === 'COMMIT' && held.length !== 2) faults.push(`committed with only ${held} held`);
  if (transfer.decision === 'ABORT' && held.length > 1) faults.push('aborted with both sides held');
  if (sides.length - where('settled').length !== 2) faults.push('it is not known whether each side was held');
  if (where('settled').length !== 2) faults.push(`final with only ${where('settled')} settled`);
  const isThere = (entry: (typeof sides)[number]) =>
    !('shard' in entry) || entry.shard === shardOf(entry.walletId, shardCount);
  if (!sides.every(isThere)) faults.push('a side is on another shard');
  return faults;
}
