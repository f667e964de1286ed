import type { BentMoves } from './move-rules.ts';
import type { Run, Shard, State } from './move-state.ts';
import { type Answer, committed, itemOf, reserved, rolledBack, settled, withItem } from './move-writes.ts';

/** Which shards a run asks, and in which order. */
export type Route = 'newest first' | 'oldest first' | 'each run differently' | 'directory' | 'count, then directory';

type Step = readonly [step: string, next: State];

export interface Transfer {
  /** Whether the wallet pays, or is paid. */
  readonly debit: boolean;
  readonly route: Route;
  /** Where the newest count of shards puts the wallet. */
  readonly goal: Shard;
}

/** The steps of one run of the transfer. */
export function* stepsOfRun(state: State, n: number, transfer: Transfer, bent: BentMoves): Generator<Step> {
  const { debit, route } = transfer;
  const run = state.runs[n];
  if (!run) return;
  const { at, shard, result } = run;
  const become = (next: State, change: Partial<Run>): State => {
    const after = { ...run, ...change };
    return sendingAsked({ ...next, runs: next.runs.with(n, after) }, after);
  };
  const round = (next: State, change: Partial<Run> = {}) => become(next, { ...change, ...firstAsked(next) });
  const name = (what: string) => `run ${n} ${what}`;

  if (at === 'idle') yield [name('begins'), round(state, { at: 'reserving' })];
  if (at === 'reserving') {
    for (const late of state.late ? [true, false] : [false]) {
      const [answer, item] = reserved(itemOf(state, shard), debit, late, bent);
      const next = withItem(state, shard, item);
      const known = resultOf(answer, bent) ?? (isLastWord(answer) ? 'invalid' : undefined);
      const after = known ? become(next, { at: 'deciding', result: known }) : follow(next, answer);
      yield [name(`reserves on ${shard}: ${answer}`), after];
    }
    if (state.late) yield [name('has no answer in time'), become(state, { at: 'deciding', result: 'failed' })];
  }
  if (at === 'deciding') yield* decisions();
  if (at === 'settling') {
    const write = state.decision === 'commit' ? committed : rolledBack;
    const [answer, item] = write(itemOf(state, shard), debit, bent);
    const next = settled(state, shard, item);
    const isDone = answer === 'ok' || (answer === '404' && isMissDone());
    const after = isDone
      ? { ...become(next, { at: 'done', result: '' }), final: true }
      : isLastWord(answer)
        ? round(next)
        : follow(next, answer);
    yield [name(`${state.decision}s on ${shard}: ${answer}`), after];
  }

  function* decisions(): Generator<Step> {
    const mayCommit = result === 'held' && state.otherSide === 'holds';
    for (const wanted of mayCommit
      ? (['commit', ...(state.late ? ['abort' as const] : [])] as const)
      : (['abort'] as const)) {
      const isUndecided = state.decision === '';
      const isMoveAlone = wanted === 'abort' && state.otherSide === 'holds' && (result === 'invalid' || !state.late);
      const wrong = isUndecided && isMoveAlone ? 'a transfer is refused because its wallet moves' : state.wrong;
      const decided: State = { ...state, decision: isUndecided ? wanted : state.decision, wrong };
      yield [name(`decides: ${decided.decision}`), round(decided, { at: 'settling', result: '' })];
    }
  }

  /** A miss is the end of a commit for nobody, and of a rollback only as the last word. */
  function isMissDone(): boolean {
    if (state.decision === 'commit') return bent.commitMissIsDone === true;
    return bent.rollbackMissIsDone === true || isLastWord('404');
  }

  /** Whether no other shard can have the wallet. */
  function isLastWord(answer: Answer): boolean {
    if (answer !== '404') return false;
    if (bent.firstMissIsFinal) return true;
    if (asksDirectory()) return run?.by === 'directory';
    return nextCandidate() === undefined;
  }

  function follow(next: State, answer: Answer): State {
    if (answer === '409' || answer === '421')
      return become(next, { shard: itemOf(next, shard).to, by: 'shard', tried: 0 });
    if (asksDirectory())
      return run?.by === 'count' ? become(next, { shard: next.directory.to, by: 'directory' }) : round(next);
    return become(next, { shard: nextCandidate() ?? 0, tried: (run?.tried ?? 0) | (1 << shard) });
  }

  function nextCandidate(): Shard | undefined {
    const tried = (run?.tried ?? 0) | (1 << shard);
    return candidates().find((one) => ((tried >> one) & 1) === 0);
  }

  function candidates(): Shard[] {
    const oldest = state.items.map((_, number) => number);
    const isOldest = route === 'oldest first' || (route === 'each run differently' && n === 1);
    return isOldest ? oldest : oldest.reverse();
  }

  function asksDirectory(): boolean {
    return route === 'directory' || route === 'count, then directory';
  }

  function firstAsked({ directory }: State): Partial<Run> {
    if (route === 'directory') return { shard: directory.to, by: 'directory', tried: 0 };
    if (route === 'count, then directory') return { shard: transfer.goal, by: 'count', tried: 0 };
    return { shard: candidates()[0] ?? 0, by: 'shard', tried: 0 };
  }
}

function resultOf(answer: Answer, bent: BentMoves): Run['result'] | undefined {
  if (answer === 'held') return 'held';
  if (answer === 'no funds') return 'invalid';
  if (answer === 'settled' || answer === 'too late') return 'failed';
  return answer === '409' && bent.movingIsRefusal ? 'failed' : undefined;
}

/** What a run asks may arrive at any time from now on. */
function sendingAsked(state: State, { at, shard }: Run): State {
  const kind = at === 'reserving' ? 'reserve' : state.decision === 'commit' ? 'commit' : 'rollback';
  if (at !== 'reserving' && at !== 'settling') return state;
  return { ...state, sent: { ...state.sent, [kind]: state.sent[kind] | (1 << shard) } };
}
