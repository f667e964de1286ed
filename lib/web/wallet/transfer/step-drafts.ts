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
  /** The wallet of a side. */
  readonly wallet_id?: string;
  readonly shard?: number;
  readonly earlier?: boolean;
}

/** What the steps of a transfer are made of. */
export interface SteppedTransfer {
  readonly status: TransferStatus;
  readonly from_id: string;
  readonly to_id?: string | undefined;
  readonly to?: readonly { readonly to_id: string }[] | undefined;
  readonly timeline: readonly TimelineEvent[];
  /** Of a payment that holds the money first. */
  readonly expires_at?: string | undefined;
  readonly authorised_at?: string | undefined;
}

/** One wallet's part in a transfer. */
export interface Leg {
  readonly side: Side;
  readonly walletId: string;
}

/** The parts of a transfer that its wallet sees, the debit first. */
export function legsOf({ from_id, to_id, to = [] }: SteppedTransfer): Leg[] {
  const payees = to_id === undefined ? to.map((payee) => payee.to_id) : [to_id];
  return [{ side: 'debit', walletId: from_id }, ...payees.map((walletId) => ({ side: 'credit' as const, walletId }))];
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

export function holdStep(leg: Leg, { timeline }: SteppedTransfer, decision: TimelineEvent | undefined): Draft {
  const { side } = leg;
  const id = `hold-${side}-${leg.walletId}`;
  const event = timeline.find((one) => isOf(leg, one) && [one.held, one.refused, one.unconfirmed].includes(side));
  const detail = placeOf(leg, event);
  if (!event) return { id, title: STEPS.hold[side], detail, isPast: decision !== undefined };
  if (event.held) return { id, title: STEPS.held[side], detail, at: event.at };
  const title = event.refused ? STEPS.refused[side] : STEPS.unconfirmed[side];
  return { id, title, detail, at: event.at, isBad: true };
}

/** That the money of a held payment is held. */
export function authorisedStep({ authorised_at }: SteppedTransfer, decision: TimelineEvent | undefined): Draft {
  const id = 'authorised';
  const { authorised: title, authorisedDetail: detail } = STEPS;
  return { id, title, detail, at: authorised_at, isPast: decision !== undefined };
}

/** The place for the money of a held payment is held once the payee captures it. */
export function captureStep(leg: Leg, transfer: SteppedTransfer, decision: TimelineEvent | undefined): Draft {
  const step = holdStep(leg, transfer, decision);
  return step.at === undefined ? { ...step, title: STEPS.capture } : step;
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

export function settleStep(leg: Leg, { timeline }: SteppedTransfer, decision: TimelineEvent | undefined): Draft {
  const { side } = leg;
  const id = `settle-${side}-${leg.walletId}`;
  const event = timeline.find((one) => isOf(leg, one) && one.settled === side);
  const done = decision?.decision === 'ABORT' ? STEPS.released : STEPS.settled;
  const planned = decision?.decision === 'ABORT' ? STEPS.release : STEPS.settle;
  const place = placeOf(leg, event);
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

function isOf({ walletId }: Leg, { wallet_id }: TimelineEvent): boolean {
  return wallet_id === walletId;
}

function placeOf({ walletId }: Leg, event: TimelineEvent | undefined): string {
  const wallet = shortId(walletId);
  return event?.shard === undefined ? STEPS.side(wallet) : STEPS.shard(event.shard, wallet);
}
