import { STEPS } from '../../texts/transfers.ts';
import {
  type Draft,
  decisionStep,
  finalStep,
  holdStep,
  isFinal,
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

const SIDES = ['debit', 'credit'] as const;

/**
 * The steps of a transfer in their order: those that happened with their times, then those to come.
 * What the timeline of a decided transfer lacks was not recorded, and has no step.
 */
export function stepsOf(transfer: SteppedTransfer): Step[] {
  const { status, timeline } = transfer;
  const decision = timeline.find((event) => event.decision);
  // The steps of one phase happen side by side.
  const phases: readonly (readonly Draft[])[] = [
    [statusStep('accepted', STEPS.accepted, STEPS.acceptedDetail, timeline, 'PENDING')],
    [statusStep('begun', STEPS.begun, STEPS.begunDetail, timeline, 'PROCESSING')],
    SIDES.map((side) => holdStep(side, transfer, decision)),
    [decisionStep(decision)],
    SIDES.map((side) => settleStep(side, transfer, decision)),
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
