import * as z from 'zod/mini';
import { type Leg, legsOf } from './legs.ts';
import type { ReserveOutcome } from './reserve-outcome.ts';
import { type Decision, initiationOf, type Status, type Transfer } from './transfer.ts';

/** The side of a transfer: the wallet that pays, or the one that receives the money. */
export const Side = z.enum(['debit', 'credit']);
export type Side = z.infer<typeof Side>;

/**
 * What happened to one side of a transfer. `at` is when the response of its shard came, or was no
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

/** One event in the life of a transfer: it reached a status, it was decided, or a side changed. */
export type TimelineEntry =
  | { readonly at: string; readonly status: Status }
  | { readonly at: string; readonly decision: Decision }
  | SideEvent;

/** The events in the life of the transfer, oldest first. */
export function timelineOf(transfer: Transfer): TimelineEntry[] {
  const { processingAt, decidedAt, decision, finishedAt, status, responses } = transfer;
  const entries: TimelineEntry[] = [{ at: transfer.initiatedAt, status: 'PENDING' }];
  if (processingAt) entries.push({ at: processingAt, status: 'PROCESSING' });
  if (decidedAt && decision) entries.push(...sideEvents(transfer, responses?.held), { at: decidedAt, decision });
  if (finishedAt) entries.push(...sideEvents(transfer, responses?.settled), { at: finishedAt, status });
  return entries;
}

/**
 * Whether the credit waited for its debit and was asked for again. Undefined if nothing stored tells:
 * a transfer that is not decided, or of an older version.
 */
export function creditWaited({ responses }: Pick<Transfer, 'responses'>): boolean | undefined {
  const results = Results.safeParse(parsed(responses?.held)).data;
  return results && Waited.safeParse(results[1]).success;
}

/** Which shard responded to a task, and when (ms since 1970). */
export interface ShardResponse {
  readonly shard: number;
  readonly at: number;
}

/**
 * The result of a reserve as the state machine gets it, and as the journal stores it with each
 * transfer: without an empty note, and with the response in few bytes.
 * @param debitHeld of a credit that is asked for again: the state machine of the version before
 * reads its note
 */
export function storedReserve(
  txId: string,
  { outcome, note }: ReserveOutcome,
  response: ShardResponse,
  debitHeld?: boolean,
): object {
  return { outcome, ...((note || debitHeld) && { note }), at: stored(txId, response) };
}

/** The same of settling. `first` is stored only where it is false. */
export function storedSettle(txId: string, { first }: { readonly first: boolean }, response: ShardResponse): object {
  return { settled: true, ...(!first && { first }), at: stored(txId, response) };
}

/** `1+226`: shard 1 responded 226 ms after the initiation of the transfer. Clocks may differ. */
function stored(txId: string, { shard, at }: ShardResponse): string {
  return `${shard}+${at - initiationOf(txId)}`;
}

const StoredResponse = z.pipe(
  z.string().check(z.regex(/^\d{1,9}\+-?\d{1,13}$/)),
  z.transform((text) => {
    const [shard, ms] = text.split('+').map(Number);
    return { shard: shard ?? 0, ms: ms ?? 0 };
  }),
);

/**
 * A stored result. That of a function of the version before has no response. The state machine
 * itself makes the one without a response in time.
 */
const Result = z.union([
  z.object({ unconfirmed: z.literal(true), at: z.iso.datetime() }),
  z.object({ outcome: z.string(), at: StoredResponse }),
  z.object({ settled: z.literal(true), first: z._default(z.boolean(), true), at: StoredResponse }),
]);
/** The result of a credit that waited for its debit. */
const Waited = z.object({ waited: z.unknown() });
/** First that of the debit, then those of the credits. */
const Results = z.array(z.unknown());

/** The events of all sides, in the order of their times. @param json the stored results */
function sideEvents(transfer: Transfer, json: string | undefined): SideEvent[] {
  const results = Results.safeParse(parsed(json)).data ?? [];
  return legsOf(transfer)
    .flatMap((leg, n) => {
      const result = Result.safeParse(Waited.safeParse(results[n]).data?.waited ?? results[n]).data;
      return result ? [sideEvent(transfer, leg, result)] : [];
    })
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function sideEvent({ txId }: Transfer, { walletId, amount }: Leg, result: z.infer<typeof Result>): SideEvent {
  const side = amount < 0n ? 'debit' : 'credit';
  if ('unconfirmed' in result) return { at: result.at, event: 'unconfirmed', side, walletId };
  const { shard, ms } = result.at;
  const at = new Date(initiationOf(txId) + ms).toISOString();
  if ('settled' in result) return { at, event: 'settled', side, walletId, shard, earlier: !result.first };
  return { at, event: result.outcome === 'HELD' ? 'held' : 'refused', side, walletId, shard };
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
