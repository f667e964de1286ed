import { STEPS } from '../../texts/transfers.ts';
import {
  authorisedStep,
  captureStep,
  type Draft,
  decisionStep,
  finalStep,
  holdStep,
  isFinal,
  legsOf,
  type SteppedTransfer,
  settleStep,
  statusStep,
  type TimelineEvent,
} from './step-drafts.ts';

/** One step of a transfer, whether it has happened or not. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly state: keyof typeof STEPS.state;
  /** When it happened. */
  readonly at?: string | undefined;
  /** ms since the last step of the phase before. */
  readonly afterMs?: number | undefined;
}

/**
 * The steps of a transfer in their order: those that happened with their times, then those to come.
 * What the timeline of a decided transfer lacks was not recorded, and has no step.
 */
export function stepsOf(transfer: SteppedTransfer): Step[] {
  const { status, timeline } = transfer;
  const decision = timeline.find((event) => event.decision);
  const legs = legsOf(transfer);
  const [debit = [], credits = []] = [legs.slice(0, 1), legs.slice(1)];
  const holds =
    transfer.expires_at === undefined
      ? [legs.map((leg) => holdStep(leg, transfer, decision))]
      : [
          debit.map((leg) => holdStep(leg, transfer, decision)),
          [authorisedStep(transfer, decision)],
          credits.map((leg) => captureStep(leg, transfer, decision)),
        ];
  // The steps of one phase happen side by side.
  const phases: readonly (readonly Draft[])[] = [
    [statusStep('accepted', STEPS.accepted, STEPS.acceptedDetail, timeline, 'PENDING')],
    [statusStep('begun', STEPS.begun, STEPS.begunDetail, timeline, 'PROCESSING')],
    ...holds,
    [decisionStep(decision)],
    legs.map((leg) => settleStep(leg, transfer, decision)),
    [finalStep(status, timeline)],
  ];
  const shown = phases.map((phase) =>
    phase.filter(({ at, isPast }) => at !== undefined || !(isPast || isFinal(status))),
  );
  const current = shown.findIndex((phase) => phase.some(({ at }) => at === undefined));
  return shown.flatMap((phase, index) => {
    const before = lastTimeOf(shown.slice(0, index).flat());
    const toCome = index === current ? 'current' : 'waiting';
    return phase.map(({ id, title, detail, at, isBad }) => {
      const state = at === undefined ? toCome : isBad ? 'failed' : 'done';
      return {
        id,
        title,
        detail,
        at,
        state,
        afterMs: at === undefined || before === undefined ? undefined : Date.parse(at) - before,
      };
    });
  });
}

/** ms from the first event to the last. */
export function totalMs(timeline: readonly TimelineEvent[]): number {
  const times = timeline.map(({ at }) => Date.parse(at));
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}

function lastTimeOf(drafts: readonly Draft[]): number | undefined {
  const times = drafts.flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]));
  return times.length === 0 ? undefined : Math.max(...times);
}
