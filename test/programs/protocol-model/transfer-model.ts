import type { Bent } from './bent-rules.ts';
import { type Exploration, explore } from './exploration.ts';
import { type Decision, keyOf, nameOf, type Run, type State, withMessages } from './transfer-state.ts';
import { type Leg, NONE, WINDOW } from './wallet-model.ts';
import { arrivals, happenings } from './wallet-steps.ts';

/**
 * Explores one transfer exhaustively: a debit of wallet 0, and credits of 1 unit. Its workflow runs
 * twice at once, and each run may stop at any time and start anew. Every message may be late,
 * repeated or lost. Every reading of a shard's clock may be off by the skew. The first payee's
 * wallet may be created at any time. The exploration does not use the code of the system. It is the
 * protocol of docs/protocol.md, written a second time in its smallest form. Times are small
 * integers. Legs of one shard share a request. Each of them is still a write of its own, so here
 * each has a message of its own.
 */
export interface Bounds {
  /** The number of payees. */
  readonly credits: number;
  /** What the commit gives back of the debit's hold: 0, or a partial capture. */
  readonly rest: number;
  /** The maximum error of a reading of a shard's clock, in both directions. */
  readonly skew: number;
  /** The last time. */
  readonly until: number;
  readonly maxStates: number;
  /** Whether the first payee's wallet is created during the transfer, and not before. */
  readonly createdLate: boolean;
  /** Whether the first payee's places for credits without a held debit may be taken. */
  readonly crowded: boolean;
  /** What the stored credits give more than the debit takes. */
  readonly excess: number;
  /** Whether the first payee's wallet has another currency than the payer's. */
  readonly otherCurrency: boolean;
}

const RUNS = 2;

/** A transfer with all that does not change. */
interface Plan {
  readonly bent: Bent;
  readonly bounds: Bounds;
  readonly legs: readonly Leg[];
  /** The number of the wallet of each leg. */
  readonly walletOf: readonly number[];
}

/** Explores all states within the bounds until a promise is broken. */
export function exploreTransfer(bent: Bent, bounds: Bounds): Exploration {
  const payees = Array.from({ length: bounds.credits }, (_, n) => n + 1);
  const holds = bounds.credits - bounds.excess + bounds.rest;
  const legs = [
    { holds, commitAdds: bent.takesAll ? 0 : bounds.rest },
    ...payees.map(() => ({ holds: 0, commitAdds: 1 })),
  ];
  const walletOf = [0, ...payees.map((n) => (bent.samePayeeTwice ? 1 : n))];
  const plan: Plan = { bent, bounds, legs, walletOf };
  const wallet = {
    there: true,
    available: 0,
    hold: NONE,
    tombstone: NONE,
    fence: NONE,
    reservedPlace: false,
    foreign: false,
  };
  const first: State = {
    time: 0,
    wallets: legs.map(({ holds: available }, n) => ({
      ...wallet,
      available,
      there: n !== 1 || !bounds.createdLate,
      foreign: n === 1 && bounds.otherCurrency,
    })),
    deadline: NONE,
    decision: '',
    final: false,
    rows: payees.map(() => 0),
    runs: Array.from({ length: RUNS }, () => QUEUED),
    sent: new Map(),
    responses: new Set(),
  };
  return explore(
    {
      first,
      keyOf,
      stepsFrom: (state) => stepsFrom(state, plan),
      brokenPromise: (state) => state.broken ?? brokenPromise(state, plan),
      endOf: ({ final, decision }) => (final ? decision : undefined),
    },
    bounds.maxStates,
  );
}

const QUEUED: Run = { at: 'queued', deadline: NONE, decision: '', legs: [] };

function brokenPromise(state: State, { bounds, legs, walletOf }: Plan): string | undefined {
  const { wallets, decision, final, rows, responses } = state;
  if (wallets.some(({ available }) => available < 0)) return 'a balance is below zero';
  const issued = legs[0]?.holds ?? 0;
  if (wallets.reduce((sum, { available }) => sum + available, 0) > issued) return 'money is made';
  if (wallets.some(({ foreign, available }) => foreign && available > 0)) return 'money arrives in another currency';
  if (wallets.some(({ reservedPlace }) => reservedPlace) && !responses.has('held 0'))
    return 'a credit takes a reserved place before its debit is held';
  if (rows.some((puts) => puts > 0)) {
    const settled = legs.every((_, leg) => responses.has(`commit ${leg}`));
    if (decision !== 'commit' || !settled) return 'a payee sees what is not settled';
  }
  if (rows.some((puts) => puts > 1)) return 'a row is put twice';
  if (!final) return undefined;
  if (wallets.some(({ hold }) => hold)) return `a hold is left after the end (${decision})`;
  const gets = (n: number) => (n === 0 ? bounds.rest : walletOf.filter((of) => of === n).length);
  const due = wallets.map((_, n) => (decision === 'commit' ? gets(n) : n === 0 ? issued : 0));
  if (wallets.some(({ available }, n) => available !== due[n])) return `the money is not where ${decision} puts it`;
  if (decision === 'commit' && rows.includes(0)) return 'who hears of the end cannot read it';
  return undefined;
}

function* stepsFrom(state: State, plan: Plan): Generator<[string, State]> {
  const { bent, bounds } = plan;
  if (state.time < bounds.until) yield ['time passes', { ...state, time: state.time + 1 }];
  for (const [n, run] of state.runs.entries()) {
    for (const [step, change, more] of stepsOfRun(state, run, plan)) {
      const runs = state.runs.with(n, { ...run, ...change });
      yield [`run ${n} ${step}`, { ...state, ...more, runs }];
    }
  }
  // A clock may show anything between these two. Each step takes the reading that allows the most,
  // because an error changes nothing.
  const clocks = { slow: state.time - bounds.skew, fast: state.time + bounds.skew };
  for (const message of state.sent.values()) {
    const leg = plan.legs[message.leg];
    const n = plan.walletOf[message.leg];
    if (leg && n !== undefined)
      yield* arrivals(state, message, { leg, n, crowded: bounds.crowded && n === 1 }, clocks.slow, bent);
  }
  yield* happenings(state, plan.legs, clocks, bent);
}

type StepOfRun = [step: string, change: Partial<Run>, more?: Partial<State>];

function* stepsOfRun(state: State, run: Run, plan: Plan): Generator<StepOfRun> {
  if (run.at !== 'queued') yield ['stops', QUEUED];
  if (run.at === 'queued' && !state.final) yield begin(state, plan);
  if (run.at === 'reserving') yield* decisions(state, run, plan);
  if (run.at === 'settling') yield* ends(state, run, plan);
}

function begin(state: State, { bent, bounds, legs }: Plan): StepOfRun {
  const now = (bent.deadlineFromAcceptance ? 0 : state.time) + WINDOW;
  const deadline = state.deadline === NONE || bent.deadlineByEveryRun ? now : state.deadline;
  if (state.decision !== '')
    return [`begins, decided ${state.decision}`, ...settling(state, state.decision, deadline, [...legs.keys()])];
  const broken = state.deadline === NONE && deadline <= state.time ? { broken: 'it begins after its deadline' } : {};
  const asks = bounds.excess === 0 || bent.sumUnchecked;
  const reserves = [...legs.keys()].map((leg) => ({ kind: 'reserve', leg, deadline, debitHeld: false }) as const);
  const sent = asks ? withMessages(state, reserves) : state.sent;
  return ['begins', { ...QUEUED, at: 'reserving', deadline }, { deadline, sent, ...broken }];
}

/**
 * What a run has heard is what was responded. It hears nothing of that, if no response reaches it.
 */
function* decisions(state: State, run: Run, { bent, legs }: Plan): Generator<StepOfRun> {
  const { responses } = state;
  const heard = [...legs.keys()].filter((leg) => responses.has(`held ${leg}`));
  const debitHeld = heard.includes(0);
  for (const leg of legs.keys()) {
    const again = { kind: 'reserve', leg, deadline: run.deadline, debitHeld: true } as const;
    if (!responses.has(`waits ${leg}`) || state.sent.has(nameOf(again))) continue;
    if (debitHeld || bent.debitHeldUnheard) yield [`asks ${leg} again`, {}, { sent: withMessages(state, [again]) }];
  }
  const needed = bent.oneCreditWillDo ? 2 : legs.length;
  if (debitHeld && heard.length >= needed) yield decide(state, run, 'commit', [...legs.keys()], bent);
  if (bent.rollbackBeforeDecision) {
    const [, more] = settling(state, 'abort', run.deadline, [...legs.keys()]);
    yield ['rolls back and stops', QUEUED, more];
  }
  yield decide(state, run, 'abort', bent.settlesHeardOnly ? heard : [...legs.keys()], bent);
}

function decide(state: State, run: Run, wish: Decision, legs: readonly number[], bent: Bent): StepOfRun {
  const decision = state.decision === '' ? wish : state.decision;
  const follows = bent.ownDecision ? wish : decision;
  const [change, more] = settling(state, follows, run.deadline, legs);
  return [`wants ${wish}, follows ${follows}`, change, { ...more, decision }];
}

/** The run sends what was decided to these legs, and waits for each of them. */
function settling(
  state: State,
  decision: Decision,
  deadline: number,
  legs: readonly number[],
): [Partial<Run>, Partial<State>] {
  const messages = legs.map((leg) => ({ kind: decision, leg, deadline, debitHeld: false }));
  return [{ at: 'settling', deadline, decision, legs }, { sent: withMessages(state, messages) }];
}

/** The settle task puts the rows once all is settled, and then the run finishes. */
function* ends({ responses, rows }: State, run: Run, { bent }: Plan): Generator<StepOfRun> {
  const isSettled = (leg: number) => responses.has(`${run.decision} ${leg}`);
  const settled = (bent.finishesAfterDebit ? [0] : run.legs).every(isSettled);
  const hasRows = run.decision === 'commit' || bent.rowsOfAborted;
  for (const [n, puts] of rows.entries()) {
    const mayPut = settled || (bent.rowBeforeOtherLegs && isSettled(n + 1));
    if (hasRows && mayPut && puts < (bent.rowPutBlindly ? 2 : 1))
      yield [`puts the row of ${n + 1}`, {}, { rows: rows.with(n, puts + 1) }];
  }
  const awaited = bent.rowsAfterFinal ? [] : bent.oneRowWillDo ? rows.slice(0, 1) : rows;
  if (settled && !(hasRows && awaited.includes(0))) yield ['finishes', QUEUED, { final: true }];
}
