import { type LegResult, legResults } from '../../../domain/leg-results.ts';
import { legsOf } from '../../../domain/legs.ts';
import { isFinal, type Transfer } from '../../../domain/transfer.ts';
import type { Graph, Path, Side } from '../../../web/console/contract.ts';

// The states of statemachines/transfer.asl.yaml that a path is made of. A test compares them.
const LAST = 'Reserve for the last time';
const NOTHING = 'Nothing confirmed';

interface Walk {
  readonly passed: { readonly state: string; readonly at?: string | undefined }[];
  readonly current: string[];
  readonly possible: string[];
}

/**
 * The way of a transfer through its state machine, derived from what is stored: an execution of an
 * Express workflow cannot be seen afterwards. Runs that were started again took parts of it again.
 * @param graph of the state machine `transfer`
 */
export function pathOf(transfer: Transfer, sides: readonly Side[], graph: Graph): Path {
  const walk: Walk = { passed: [], current: [], possible: [] };
  reach(walk, transfer, sides);
  const { passed, current, possible } = walk;
  return {
    passed: passed.map(({ state, at }) => ({ state, ...(at !== undefined && { at }) })),
    edges: edgesBetween([...passed.map(({ state }) => state), ...current], graph),
    current,
    possible,
  };
}

function reach({ passed, current, possible }: Walk, transfer: Transfer, sides: readonly Side[]): void {
  const pass = (...states: string[]) => passed.push(...states.map((state) => ({ state })));
  const { status, decision, processingAt, decidedAt, finishedAt } = transfer;
  if (processingAt === undefined && decision === undefined) {
    if (!isFinal(status)) current.push('Begin');
    return;
  }
  passed.push({ state: 'Begin', at: processingAt });
  pass('Already decided?');
  if (decision === undefined) {
    if (sides.every(({ state }) => state === 'held')) {
      pass('Reserve', 'Held?');
      current.push('Decide to commit');
    } else {
      current.push('Reserve');
      possible.push(LAST);
    }
    return;
  }
  const reserving = reservingOf(transfer);
  pass(...reserving.passed);
  possible.push(...reserving.possible);
  passed.push({ state: decision === 'COMMIT' ? 'Decide to commit' : 'Decide to abort', at: decidedAt });
  if (!isFinal(status) && sides.some(({ state }) => state !== 'settled')) {
    current.push('Settle');
    return;
  }
  pass('Settle');
  if (!isFinal(status)) {
    current.push('Finish');
    return;
  }
  passed.push({ state: 'Finish', at: finishedAt });
  pass('Done');
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

/** The transitions from each state to the next one. */
function edgesBetween(states: readonly string[], { edges }: Graph): Path['edges'] {
  const pairs = states.slice(1).map((to, n) => ({ from: states[n] ?? '', to }));
  return pairs.filter(({ from, to }) => edges.some((edge) => edge.from === from && edge.to === to));
}
