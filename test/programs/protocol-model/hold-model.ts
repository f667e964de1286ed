import { type Exploration, explore } from './exploration.ts';
import type { BentHolds } from './hold-rules.ts';
import {
  creditCommitted,
  creditHeld,
  creditRolledBack,
  DEBIT_HELD,
  DEBIT_SETTLED,
  firstState,
  has,
  IDLE,
  type Journal,
  keyOf,
  type Run,
  type State,
} from './hold-state.ts';
import { arrivals, happenings } from './hold-wallets.ts';

/**
 * Explores one authorised transfer exhaustively: its debit is held, and then its payee captures it,
 * wholly or in part, or voids it, or it expires. Runs may stop anywhere and start anew; every message
 * may be late, repeated or lost. Time is not counted: an expiry may come whenever it is allowed, and a
 * shard's clock may say anything. It is the protocol of docs/protocol.md, written a second time.
 */
export interface HoldBounds {
  /** The number of runs at the same time. */
  readonly runs: number;
  /** How often it can be claimed: again after an attempt that was released. */
  readonly attempts: number;
  /** The amounts that the payee may ask for, of 2 that are held. */
  readonly captures: readonly number[];
  /** Whether the payee's wallet is created meanwhile. */
  readonly createdLate: boolean;
  readonly maxStates: number;
}

const HELD = 2;

/** Explores all states within the bounds until a promise is broken. */
export function exploreHolds(bent: BentHolds, bounds: HoldBounds): Exploration {
  const { runs, attempts, captures, createdLate, maxStates } = bounds;
  return explore<State>(
    {
      first: firstState(HELD, attempts, runs, createdLate),
      keyOf,
      *stepsFrom(state) {
        yield* arrivals(state, { held: HELD, captures }, bent);
        yield* happenings(state, attempts, bent);
        if (state.journal.final) return;
        for (const [step, journal] of ofPeople(state.journal, bounds, bent)) yield [step, { ...state, journal }];
        for (const [n, run] of state.runs.entries())
          for (const [step, next, stored] of ofRun(state, run, bent)) {
            const journal = { ...state.journal, ...stored };
            yield [`run ${n} ${step}`, { ...state, journal, runs: state.runs.with(n, next) }];
          }
      },
      brokenPromise: (state) => brokenPromise(state),
      endOf: ({ journal: { final, decision, reason, amounts, capture } }) => {
        if (!final) return undefined;
        return decision === 'COMMIT' ? `captured ${amounts[capture - 1]}` : reason;
      },
    },
    maxStates,
  );
}

function brokenPromise({ payer, payee, journal }: State): string | undefined {
  const { authorised, decision, reason, capture, amounts, row, final } = journal;
  if (payer.available + payee.available > HELD) return 'money is made';
  if (authorised && decision === 'ABORT' && reason === 'failed')
    return 'an authorised transfer is taken back by nobody';
  if (decision === 'COMMIT' && !authorised) return 'what was never held is captured';
  if (row === 'authorised' && !authorised) return 'the payee sees what was never authorised';
  const taken = decision === 'COMMIT' ? (amounts[capture - 1] ?? 0) : 0;
  const left = payer.available + (payer.entries[0]?.holds ?? 0);
  if (left !== HELD && left !== HELD - taken) return 'the payer pays something else than was decided';
  if (payee.available !== 0 && payee.available !== taken) return 'the payee gets something else than was decided';
  if (!final) return undefined;
  if ([...payer.entries, ...payee.entries].some(({ holds }) => holds > 0)) return 'a hold is left after the end';
  if (payer.available !== HELD - taken) return 'the payer has something else after the end than was decided';
  if (payee.available !== taken) return 'the payee has something else after the end than was decided';
  if (authorised !== (row !== '')) return 'the payee reads a refused attempt, or not what it was shown';
  if (authorised && row !== 'final') return 'who hears of the end still reads that it is pending';
  return undefined;
}

/** What the payee asks for, and the expiry, which may come at any time. Each is one conditional write. */
function* ofPeople(
  journal: Journal,
  { attempts, captures }: HoldBounds,
  bent: BentHolds,
): Generator<[string, Journal]> {
  const { authorised, decision, capture, amounts, releasing } = journal;
  if (decision !== '' && !bent.claimsDecided) return;
  if (!authorised && !bent.claimsUnauthorised) return;
  for (const amount of captures) {
    if (amount > HELD && !bent.claimsAnything) continue;
    if (capture === 0 && amounts.length < attempts) {
      const claimed = { ...journal, capture: amounts.length + 1, amounts: [...amounts, amount], releasing: false };
      yield [
        `a capture of ${amount} is claimed`,
        bent.claimDecides ? { ...claimed, decision: 'COMMIT', reason: 'captured' } : claimed,
      ];
    } else if (bent.claimsOver && capture > 0 && (amounts[capture - 1] ?? 0) < amount) {
      yield [`a capture of ${amount} is claimed over it`, { ...journal, amounts: amounts.with(capture - 1, amount) }];
    }
  }
  if (decision !== '' || !authorised || (capture > 0 && !releasing)) return;
  for (const reason of ['voided', 'expired'] as const)
    yield [`the transfer is ${reason}`, { ...journal, decision: 'ABORT', reason }];
}

type StepOfRun = [step: string, next: Run, stored?: Partial<Journal>];

function* ofRun(state: State, run: Run, bent: BentHolds): Generator<StepOfRun> {
  const { authorised, decision, capture, releasing, row } = state.journal;
  if (run.at !== 'idle') yield ['stops', IDLE];
  // A write that finds a decision goes on to settle it.
  const settling = (n: number, stored: Partial<Journal> = {}): [Run, Partial<Journal>] => [
    { at: 'settling', n },
    stored,
  ];
  const standing: [Run, Partial<Journal>?] = decision === '' ? [IDLE] : settling(capture);
  if (run.at === 'idle') yield ['starts', started(state.journal, bent)];
  if (run.at === 'authorising') {
    const authorises: [Run, Partial<Journal>?] =
      decision === '' ? [{ at: 'putting the row', n: 0 }, { authorised: true }] : standing;
    if (has(state, DEBIT_HELD)) yield ['authorises', ...authorises];
    const aborts = decision === '' && (!authorised || bent.abortsAuthorised);
    yield ['aborts', ...(aborts ? settling(capture, { decision: 'ABORT', reason: 'failed' }) : standing)];
  }
  if (run.at === 'putting the row')
    yield ['puts the row', IDLE, row === '' || bent.rowPutBlindly ? { row: 'authorised' } : {}];
  if (run.at === 'reserving') {
    const isItsOwn = capture === run.n && !releasing;
    const may = decision === '' && (bent.attemptUnnamed ? capture > 0 : isItsOwn);
    const decided = (stored: Partial<Journal>) => (may ? settling(capture, stored) : standing);
    if (has(state, creditHeld(run.n))) yield ['commits', ...decided({ decision: 'COMMIT', reason: 'captured' })];
    yield ['is refused', ...decided({ decision: 'ABORT', reason: 'refused' })];
    if (bent.releasesFirst) yield ['rolls the attempt back', { at: 'releasing', n: run.n }];
    else yield ['gives the attempt up', ...(may ? ([IDLE, { releasing: true }] as const) : standing)];
  }
  if (run.at === 'releasing' && has(state, creditRolledBack(run.n))) {
    const may = decision === '' && capture === run.n && (releasing || bent.releasesFirst);
    yield ['releases the attempt', IDLE, may ? { capture: 0, releasing: false } : {}];
  }
  if (run.at === 'expiring') {
    const may = decision === '' && (capture === 0 || releasing);
    yield ['expires', ...(may ? settling(run.n, { decision: 'ABORT', reason: 'expired' }) : standing)];
  }
  if (run.at === 'settling' && isSettled(state, run.n)) {
    const hasRow = decision === 'COMMIT' || authorised;
    yield ['puts the final row', { at: 'finishing', n: 0 }, hasRow ? { row: 'final' } : {}];
  }
  if (run.at === 'finishing') yield ['finishes', IDLE, { final: true }];
}

function started({ authorised, decision, capture, releasing, row }: Journal, bent: BentHolds): Run {
  if (decision !== '') return { at: 'settling', n: capture };
  if (capture > 0) return { at: releasing ? 'releasing' : 'reserving', n: capture };
  if (!authorised) return { at: 'authorising', n: 0 };
  if (row === '') return { at: 'putting the row', n: 0 };
  return bent.settlesWhatWasRead ? { at: 'expiring', n: 0 } : IDLE;
}

function isSettled(state: State, n: number): boolean {
  const credit = state.journal.decision === 'COMMIT' ? creditCommitted(n) : creditRolledBack(n);
  return has(state, DEBIT_SETTLED) && (n === 0 || has(state, credit));
}
