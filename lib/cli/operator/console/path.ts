import { creditWaited, type SideEvent, timelineOf } from '../../../domain/timeline.ts';
import { isFinal, NOTES, type Transfer } from '../../../domain/transfer.ts';
import type { Graph, Path, Side, SideName } from '../../../web/console/contract.ts';

/** The states of statemachines/transfer.asl.yaml that a path is made of. A test compares them. */
const HOLD = { debit: 'Hold debit', credit: 'Hold credit' } as const;
const UNCONFIRMED = { debit: 'Debit unconfirmed', credit: 'Credit unconfirmed' } as const;
const RESULT = { debit: "Take the debit's result", credit: "Take the credit's result" } as const;
const WAITING = ['Hold waiting credit', 'Waiting credit held?'];
const WAITING_UNCONFIRMED = 'Waiting credit unconfirmed';
const WAITING_RESULT = "Take the waiting credit's result";
const SETTLE = { debit: 'Settle debit', credit: 'Settle credit' } as const;
const BOTH: readonly SideName[] = ['debit', 'credit'];

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
  const isIn = (state: Side['state']) => (name: SideName) =>
    sides.some((side) => side.side === name && side.state === state);
  const { status, decision, processingAt, decidedAt, finishedAt } = transfer;
  if (processingAt === undefined && decision === undefined) {
    if (!isFinal(status)) current.push('Begin');
    return;
  }
  passed.push({ state: 'Begin', at: processingAt });
  pass('Already decided?');
  if (decision === undefined) {
    const held = BOTH.filter(isIn('held'));
    pass('Reserve', ...held.map((name) => HOLD[name]));
    if (held.length === BOTH.length) {
      pass('Both held?');
      current.push('Decide to commit');
    } else {
      current.push(...BOTH.filter((name) => !held.includes(name)).map((name) => HOLD[name]));
    }
    return;
  }
  const responses = new Map(timelineOf(transfer).flatMap(responseOf));
  pass('Reserve');
  for (const name of BOTH) {
    pass(HOLD[name]);
    if (responses.get(name) === 'unconfirmed' && (name === 'debit' || creditWaited(transfer) === false))
      pass(UNCONFIRMED[name]);
  }
  pass('Both held?');
  if (decision === 'COMMIT') {
    if (creditWaited(transfer)) pass(...WAITING);
    else if (creditWaited(transfer) === undefined) possible.push(...WAITING);
    passed.push({ state: 'Decide to commit', at: decidedAt });
    pass('Commit');
  } else {
    const taken = takenResult(transfer, responses);
    pass(...taken);
    if (taken.length === 0) possible.push(...BOTH.map((name) => RESULT[name]));
    if (responses.size === 0) possible.push(UNCONFIRMED.debit, UNCONFIRMED.credit);
    if (creditWaited(transfer) === undefined) possible.push(...WAITING, WAITING_UNCONFIRMED, WAITING_RESULT);
    passed.push({ state: 'Decide to abort', at: decidedAt });
    pass('Roll back');
  }
  pass('Settle');
  const isSettled = isFinal(status) ? () => true : isIn('settled');
  pass(...BOTH.filter(isSettled).map((name) => SETTLE[name]));
  const left = BOTH.filter((name) => !isSettled(name));
  if (left.length > 0) {
    current.push(...left.map((name) => SETTLE[name]));
    return;
  }
  pass('Both settled?');
  if (!isFinal(status)) {
    current.push('Finish');
    return;
  }
  passed.push({ state: 'Finish', at: finishedAt });
  pass('Done');
}

/** What the shard of a side responded to its reserve. */
function responseOf(entry: ReturnType<typeof timelineOf>[number]): [SideName, SideEvent['event']][] {
  return 'event' in entry && entry.event !== 'settled' ? [[entry.side, entry.event]] : [];
}

/**
 * The states that take the result with which the transfer was aborted, by the choices of `Both held?`;
 * none if several are possible.
 */
function takenResult(transfer: Transfer, responses: ReadonlyMap<SideName, SideEvent['event']>): string[] {
  const { note } = transfer;
  const [debit, credit] = [responses.get('debit'), responses.get('credit')];
  if (creditWaited(transfer))
    return [
      'Hold waiting credit',
      credit === 'unconfirmed' ? WAITING_UNCONFIRMED : 'Waiting credit held?',
      WAITING_RESULT,
    ];
  if (note === NOTES.notEnoughFunds) return [RESULT.debit];
  // The payer's wallet was there when the transfer was accepted.
  if (note === NOTES.noSuchWallet) return [RESULT.credit];
  if (debit === 'held') return [RESULT.credit];
  if (credit === 'held' || credit === 'unconfirmed') return debit === undefined ? [] : [RESULT.debit];
  return [];
}

/** The transitions from each state to the next one of the same branch. */
function edgesBetween(states: readonly string[], { nodes, edges }: Graph): Path['edges'] {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const branches = Map.groupBy(states, (state) => `${nodeOf.get(state)?.parent} ${nodeOf.get(state)?.branch}`);
  const pairs = [...branches.values()].flatMap((branch) =>
    branch.slice(1).map((to, n) => ({ from: branch[n] ?? '', to })),
  );
  return pairs.filter(({ from, to }) => edges.some((edge) => edge.from === from && edge.to === to));
}
