import { STATUS_TEXTS, STEPS, type TransferStatus } from '../../texts/transfers.ts';
import { shortId } from '../../ui/format.ts';

type Side = 'debit' | 'credit';

/** An event of the timeline. The API may add events of other kinds, which have no step here. */
export interface TimelineEvent {
  readonly at: string;
  readonly status?: TransferStatus;
  readonly decision?: 'COMMIT' | 'ABORT';
  readonly held?: Side;
  readonly refused?: Side;
  readonly unconfirmed?: Side;
  readonly settled?: Side;
  readonly shard?: number;
  readonly earlier?: boolean;
}

/** What the steps of a transfer are made of. */
export interface SteppedTransfer {
  readonly status: TransferStatus;
  readonly from_id: string;
  readonly to_id: string;
  readonly timeline: readonly TimelineEvent[];
}

/** One step before its time is compared with the others. */
export interface Draft {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** When it happened. */
  readonly at?: string | undefined;
  /** Whether its time has passed, even if it was not recorded. */
  readonly isPast?: boolean;
  /** Whether it is none that a person hopes for. */
  readonly isBad?: boolean;
}

/** Whether a status never changes any more. */
export function isFinal(status: TransferStatus): boolean {
  return status === 'SUCCESSFUL' || status === 'INVALID' || status === 'FAILED';
}

export function statusStep(
  id: string,
  title: string,
  detail: string,
  timeline: readonly TimelineEvent[],
  status: TransferStatus,
): Draft {
  return { id, title, detail, at: timeline.find((event) => event.status === status)?.at };
}

export function holdStep(side: Side, transfer: SteppedTransfer, decision: TimelineEvent | undefined): Draft {
  const id = `hold-${side}`;
  const event = transfer.timeline.find((one) => [one.held, one.refused, one.unconfirmed].includes(side));
  const detail = placeOf(side, transfer, event);
  if (!event) return { id, title: STEPS.hold[side], detail, isPast: decision !== undefined };
  if (event.held) return { id, title: STEPS.held[side], detail, at: event.at };
  const title = event.refused ? STEPS.refused[side] : STEPS.unconfirmed[side];
  return { id, title, detail, at: event.at, isBad: true };
}

export function decisionStep(event: TimelineEvent | undefined): Draft {
  const id = 'decision';
  if (!event) return { id, title: STEPS.decide, detail: STEPS.decisionDetail };
  const isCommit = event.decision === 'COMMIT';
  return {
    id,
    title: isCommit ? STEPS.commit : STEPS.abort,
    detail: STEPS.decisionDetail,
    at: event.at,
    isBad: !isCommit,
  };
}

export function settleStep(side: Side, transfer: SteppedTransfer, decision: TimelineEvent | undefined): Draft {
  const id = `settle-${side}`;
  const event = transfer.timeline.find(({ settled }) => settled === side);
  const done = decision?.decision === 'ABORT' ? STEPS.released : STEPS.settled;
  const planned = decision?.decision === 'ABORT' ? STEPS.release : STEPS.settle;
  const place = placeOf(side, transfer, event);
  if (!event) return { id, title: planned[side], detail: place };
  return { id, title: done[side], detail: event.earlier ? `${place}. ${STEPS.earlier}` : place, at: event.at };
}

export function finalStep(status: TransferStatus, timeline: readonly TimelineEvent[]): Draft {
  const id = 'final';
  if (!isFinal(status)) return { id, title: STEPS.final, detail: '' };
  const at = timeline.findLast((event) => event.status === status)?.at;
  const { label, detail } = STATUS_TEXTS[status];
  return { id, title: label, detail, at, isBad: status !== 'SUCCESSFUL' };
}

function placeOf(side: Side, { from_id, to_id }: SteppedTransfer, event: TimelineEvent | undefined): string {
  const wallet = shortId(side === 'debit' ? from_id : to_id);
  return event?.shard === undefined ? STEPS.side(wallet) : STEPS.shard(event.shard, wallet);
}
