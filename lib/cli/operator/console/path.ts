import { isWaiting } from '../../../domain/capture.ts';
import { type LegResult, legResults } from '../../../domain/leg-results.ts';
import { legsOf } from '../../../domain/legs.ts';
import { isFinal, NOTES, type Transfer } from '../../../domain/transfer.ts';
import type { Graph, Path, Side } from '../../../web/console/contract.ts';

// The states of statemachines/transfer.asl.yaml that a path is made of. A test compares them.
const LAST = 'Reserve for the last time';
const NOTHING = 'Nothing confirmed';

interface Passed {
  readonly state: string;
  readonly at?: string | undefined;
}

/** A transfer that is authorised has a run for that, and another one for its capture or its end. */
interface Walk {
  readonly runs: Passed[][];
  readonly current: string[];
  readonly possible: string[];
}

/**
 * The way of a transfer through its state machine, derived from what is stored: an execution of an
 * Express workflow cannot be seen afterwards. Runs that were started again took parts of it again.
 * @param graph of the state machine `transfer`
 */
export function pathOf(transfer: Transfer, sides: readonly Side[], graph: Graph): Path {
  const { runs, current, possible } = walkOf(transfer, sides);
  const passed = new Map<string, Passed>();
  for (const step of runs.flat()) passed.set(step.state, { at: passed.get(step.state)?.at, ...step });
  const last = runs.at(-1) ?? [];
  const ways = [...runs.slice(0, -1), [...last, ...current.map((state) => ({ state }))]];
  return {
    // A later run may stand where an earlier one has passed.
    passed: [...passed.values()].flatMap(({ state, at }) =>
      current.includes(state) ? [] : { state, ...(at !== undefined && { at }) },
    ),
    edges: unique(
      ways.flatMap((way) =>
        edgesBetween(
          way.map(({ state }) => state),
          graph,
        ),
      ),
    ),
    current,
    possible: possible.filter((state) => !passed.has(state)),
  };
}

const statesOf = (...states: string[]): Passed[] => states.map((state) => ({ state }));

function walkOf(transfer: Transfer, sides: readonly Side[]): Walk {
  const { status, decision, processingAt, authorisedAt } = transfer;
  if (processingAt === undefined && decision === undefined)
    return { runs: [], current: isFinal(status) ? [] : ['Begin'], possible: [] };
  const begin: Passed[] = [{ state: 'Begin', at: processingAt }, ...statesOf('Already decided?')];
  const reach: Passed[] = [...begin, ...statesOf('Already authorised?')];
  if (authorisedAt === undefined) return walkToDecision(transfer, sides, reach);
  const authorising: Passed[] = [
    ...reach,
    ...statesOf('Reserve', 'Held?'),
    { state: 'Authorise', at: authorisedAt },
    ...statesOf('Hold', 'Is it decided?'),
  ];
  if (isWaiting(transfer)) return { runs: [authorising], current: ['Authorised'], possible: [] };
  const first = [...authorising, ...statesOf('Authorised')];
  const { passed, current } = ending(transfer, sides, begin, reach);
  return { runs: [first, passed], current, possible: [] };
}

/** The only run of a transfer that is captured at once, or the first of a manual one. */
function walkToDecision(transfer: Transfer, sides: readonly Side[], reach: readonly Passed[]): Walk {
  const { decision, decidedAt, manual } = transfer;
  if (decision === undefined) {
    const asked = sides.filter(({ side }) => !manual || side === 'debit');
    if (!asked.every(({ state }) => state === 'held'))
      return { runs: [[...reach]], current: ['Reserve'], possible: [LAST] };
    const held = [...reach, ...statesOf('Reserve', 'Held?')];
    return { runs: [held], current: [manual ? 'Authorise' : 'Decide to commit'], possible: [] };
  }
  const { passed: reserved, possible } = reservingOf(transfer);
  const decide = { state: decision === 'COMMIT' ? 'Decide to commit' : 'Decide to abort', at: decidedAt };
  const { passed, current } = settling(transfer, sides, [...reach, ...statesOf(...reserved), decide]);
  return { runs: [passed], current, possible };
}

interface Way {
  readonly passed: Passed[];
  readonly current: string[];
}

/** The last run of an authorised transfer: its capture, or its end without one. */
function ending(transfer: Transfer, sides: readonly Side[], begin: readonly Passed[], reach: readonly Passed[]): Way {
  const { decision, decidedAt, capture, note } = transfer;
  const held = [...reach, ...statesOf('Reserve', 'Held?')];
  if (decision === undefined) {
    if (capture?.state === 'RELEASING') return { passed: [...reach], current: ['Hold'] };
    const isHeld = sides.every(({ state }) => state === 'held');
    return isHeld ? { passed: held, current: ['Decide to capture'] } : { passed: [...reach], current: ['Reserve'] };
  }
  if (decision === 'COMMIT') return settling(transfer, sides, [...held, { state: 'Decide to capture', at: decidedAt }]);
  if (capture?.state === 'HOLDING')
    return settling(transfer, sides, [...held, { state: 'Decide against the capture', at: decidedAt }]);
  if (note === NOTES.expired || note === NOTES.notApproved)
    return settling(transfer, sides, [
      ...reach,
      ...statesOf('Hold', 'Is it decided?', 'Read the decision', 'Which decision?'),
    ]);
  // The request of the payee, or of an approver, has decided it.
  return settling(transfer, sides, begin);
}

function settling({ status, finishedAt }: Transfer, sides: readonly Side[], decided: readonly Passed[]): Way {
  const isOver = isFinal(status);
  const isLeft = ({ side, state }: Side) => state !== 'settled' && (side === 'debit' || state !== 'nothing');
  if (!isOver && sides.some(isLeft)) return { passed: [...decided], current: ['Settle'] };
  const settled = [...decided, ...statesOf('Settle')];
  if (!isOver) return { passed: settled, current: ['Finish'] };
  return { passed: [...settled, { state: 'Finish', at: finishedAt }, ...statesOf('Done')], current: [] };
}

/** The states in which a decided transfer was reserved, as far as the stored responses tell. */
function reservingOf(transfer: Transfer): { passed: string[]; possible: string[] } {
  const usual = ['Reserve', 'Held?'];
  if (transfer.decision === 'COMMIT') return { passed: usual, possible: [] };
  const results = legResults(transfer.responses?.held, legsOf(transfer).length).filter(
    (result) => result !== undefined,
  );
  if (results.length === 0) return { passed: usual, possible: [LAST, NOTHING] };
  const silent = results.filter((result) => 'unconfirmed' in result);
  if (silent.length === 0) return { passed: usual, possible: [] };
  if (silent.length === results.length && silent.every(({ at }) => typeof at === 'string'))
    return { passed: ['Reserve', LAST, NOTHING], possible: [] };
  // A refusal ends the reserve, whichever attempt it is.
  if (results.some(isRefused)) return { passed: usual, possible: [LAST] };
  return { passed: ['Reserve', LAST, 'Held?'], possible: [] };
}

function isRefused(result: LegResult): boolean {
  return 'outcome' in result && (result.outcome === 'INVALID' || result.outcome === 'FAILED');
}

function unique(edges: Path['edges']): Path['edges'] {
  return edges.filter(({ from, to }, n) => edges.findIndex((edge) => edge.from === from && edge.to === to) === n);
}

/** The transitions from each state to the next one. */
function edgesBetween(states: readonly string[], { edges }: Graph): Path['edges'] {
  const pairs = states.slice(1).map((to, n) => ({ from: states[n] ?? '', to }));
  return pairs.filter(({ from, to }) => edges.some((edge) => edge.from === from && edge.to === to));
}
