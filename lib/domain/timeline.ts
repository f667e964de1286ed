import * as z from 'zod/mini';
import { isAuthorised } from './capture.ts';
import { type LegResult, legResults } from './leg-results.ts';
import { type Leg, legsOf } from './legs.ts';
import { type Decision, initiationOf, type Status, type Transfer } from './transfer.ts';

/** The side of a leg of a transfer: that of the wallet that pays, or of one that receives money. */
export const Side = z.enum(['debit', 'credit']);
export type Side = z.infer<typeof Side>;

/**
 * What happened to one leg of a transfer. `at` is when the response of its shard came, or was no
 * longer waited for.
 * - held: the shard holds it;
 * - refused: the shard does not hold it;
 * - unconfirmed: no response came, so that the shard may or may not hold it;
 * - settled: the shard has applied the decision. With `earlier` it had done so before `at`, for an
 *   earlier request.
 */
export type SideEvent = { readonly at: string; readonly side: Side; readonly walletId: string } & (
  | { readonly event: 'unconfirmed' }
  | { readonly event: 'held' | 'refused'; readonly shard: number }
  | { readonly event: 'settled'; readonly shard: number; readonly earlier: boolean }
);

/** What a second person does with a payment. */
export const APPROVAL_STEPS = ['approved', 'rejected'] as const;
export type ApprovalStep = (typeof APPROVAL_STEPS)[number];

/**
 * One event in the life of a transfer: it reached a status, a second person approved or rejected it, it was
 * decided, or a side changed.
 */
export type TimelineEntry =
  | { readonly at: string; readonly status: Status }
  | { readonly at: string; readonly decision: Decision }
  | { readonly at: string; readonly approval: ApprovalStep; readonly by: string }
  | SideEvent;

/** The events in the life of the transfer, oldest first. */
export function timelineOf(transfer: Transfer): TimelineEntry[] {
  const { processingAt, decidedAt, decision, finishedAt, status, responses } = transfer;
  const entries: TimelineEntry[] = [{ at: transfer.initiatedAt, status: 'PENDING' }];
  if (processingAt) entries.push({ at: processingAt, status: 'PROCESSING' });
  if (isAuthorised(transfer)) entries.push(...heldAndApproved(transfer));
  if (decidedAt && decision) entries.push(...heldAndApproved(transfer), { at: decidedAt, decision });
  if (finishedAt) entries.push(...sideEvents(transfer, responses?.settled), { at: finishedAt, status });
  return entries;
}

/** What its sides were held by, and who approved or rejected it between or after. */
function heldAndApproved(transfer: Transfer): TimelineEntry[] {
  const entries = [...sideEvents(transfer, transfer.responses?.held), ...approvalSteps(transfer)];
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Who approved or rejected the payment. */
function approvalSteps({ approval }: Transfer): TimelineEntry[] {
  return APPROVAL_STEPS.flatMap((step) => {
    const one = approval?.[step];
    return one ? [{ at: one.at, approval: step, by: one.by }] : [];
  });
}

/** The events of all sides, in the order of their times. @param json the stored results */
function sideEvents(transfer: Transfer, json: string | undefined): SideEvent[] {
  const legs = legsOf(transfer);
  const results = legResults(json, legs.length);
  return legs
    .flatMap((leg, n) => sideEvent(transfer, leg, results[n]) ?? [])
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function sideEvent(
  { txId }: Transfer,
  { walletId, amount }: Leg,
  result: LegResult | undefined,
): SideEvent | undefined {
  if (!result) return undefined;
  const side = amount < 0n ? 'debit' : 'credit';
  const at = typeof result.at === 'string' ? result.at : new Date(initiationOf(txId) + result.at.ms).toISOString();
  if ('unconfirmed' in result) return { at, event: 'unconfirmed', side, walletId };
  const { shard } = result.at;
  if ('settled' in result) return { at, event: 'settled', side, walletId, shard, earlier: !result.first };
  return { at, event: result.outcome === 'HELD' ? 'held' : 'refused', side, walletId, shard };
}
