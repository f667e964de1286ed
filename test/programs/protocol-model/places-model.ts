/**
 * Explores the places of one wallet exhaustively. Senders without money request credits, and their
 * own shard is down, so that their holds stay. One transfer with money requests a place, too, in
 * any order. Small numbers stand for 200 places, 100 and many senders.
 */

/** Rules about places to leave out. */
export interface BentPlaces {
  /** A credit may take every place before its debit is held. */
  readonly noReserve?: true;
  /** Every request claims that the debit is held. */
  readonly flagUnproved?: true;
  /** The transfer with money requests a place only once. */
  readonly asksOnce?: true;
  /** A hold taken with the flag differs from one without it. */
  readonly flagInHold?: true;
}

const PLACES = { all: 4, beforeDebit: 2 };
const POOR_SENDERS = 6;

interface State {
  readonly poor: number;
  readonly asked: number;
  readonly debitHeld: boolean;
  /** How the transfer with money got its place. */
  readonly credit: '' | 'alone' | 'with its debit';
  readonly over: '' | 'held' | 'refused';
}

/**
 * @returns the number of states, and a trace to an error of the transfer with money if there is
 * one
 */
export function explorePlaces(bent: BentPlaces): { states: number; refused?: readonly string[] } {
  const first: State = { poor: 0, asked: 0, debitHeld: false, credit: '', over: '' };
  const seen = new Map<string, readonly string[]>([[JSON.stringify(first), []]]);
  const unexplored = [first];
  for (let state = unexplored.pop(); state; state = unexplored.pop()) {
    const trace = seen.get(JSON.stringify(state)) ?? [];
    if (state.over === 'refused') return { states: seen.size, refused: trace };
    for (const [step, next] of steps(state, bent)) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.set(key, [...trace, step]);
      unexplored.push(next);
    }
  }
  return { states: seen.size };
}

function* steps(state: State, bent: BentPlaces): Generator<[string, State]> {
  const taken = state.poor + (state.credit ? 1 : 0);
  const room = (flag: boolean) => taken < (flag || bent.noReserve ? PLACES.all : PLACES.beforeDebit);
  if (state.asked < POOR_SENDERS) {
    const holds = room(bent.flagUnproved === true);
    const poor = state.poor + (holds ? 1 : 0);
    yield [
      `a sender without money ${holds ? 'takes a place' : 'finds none'}`,
      { ...state, asked: state.asked + 1, poor },
    ];
  }
  if (!state.debitHeld) yield ['the debit is held', { ...state, debitHeld: true }];
  if (state.over) return;
  // The same request may arrive again, with or without the flag.
  const flags = state.debitHeld ? [false, true] : [false];
  for (const flag of flags) {
    const how = flag ? 'with its debit' : 'alone';
    if (state.credit !== '') {
      const same = !bent.flagInHold || state.credit === how;
      yield [`asked again ${how}`, { ...state, over: same ? 'held' : 'refused' }];
    } else if (room(flag)) {
      yield [`held ${how}`, { ...state, credit: how }];
    } else if (flag || bent.asksOnce) {
      yield [`refused ${how}`, { ...state, over: 'refused' }];
    }
  }
}
