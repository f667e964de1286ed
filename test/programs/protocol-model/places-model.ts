/**
 * The places of one wallet, explored exhaustively: strangers without money ask for credits, and their payers' shard is down, so that what
 * they hold stays; one transfer with money asks, too, in any order. Small numbers stand for 200 places, 100 and many strangers.
 */

/** A rule about places, left out. */
export interface BentPlaces {
  /** A credit may take every place before its debit is held. */
  readonly noReserve?: true;
  /** Everybody says that the debit is held. */
  readonly flagUnproved?: true;
  /** The transfer with money is asked for once. */
  readonly asksOnce?: true;
  /** A hold that was taken with the flag is another one than without it. */
  readonly flagInHold?: true;
}

const PLACES = { all: 4, beforeDebit: 2 };
const STRANGERS = 6;

interface State {
  readonly strangers: number;
  readonly asked: number;
  readonly debitHeld: boolean;
  /** How the transfer with money was given its place. */
  readonly credit: '' | 'alone' | 'with its debit';
  readonly over: '' | 'held' | 'refused';
}

/** @returns how many states there are, and a way to the refusal of the transfer with money if there is one */
export function explorePlaces(bent: BentPlaces): { states: number; refused?: readonly string[] } {
  const first: State = { strangers: 0, asked: 0, debitHeld: false, credit: '', over: '' };
  const seen = new Map<string, readonly string[]>([[JSON.stringify(first), []]]);
  const open = [first];
  for (let state = open.pop(); state; state = open.pop()) {
    const trace = seen.get(JSON.stringify(state)) ?? [];
    if (state.over === 'refused') return { states: seen.size, refused: trace };
    for (const [step, next] of steps(state, bent)) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.set(key, [...trace, step]);
      open.push(next);
    }
  }
  return { states: seen.size };
}

function* steps(state: State, bent: BentPlaces): Generator<[string, State]> {
  const taken = state.strangers + (state.credit ? 1 : 0);
  const room = (flag: boolean) => taken < (flag || bent.noReserve ? PLACES.all : PLACES.beforeDebit);
  if (state.asked < STRANGERS) {
    const holds = room(bent.flagUnproved === true);
    const strangers = state.strangers + (holds ? 1 : 0);
    yield [`a stranger ${holds ? 'takes a place' : 'finds none'}`, { ...state, asked: state.asked + 1, strangers }];
  }
  if (!state.debitHeld) yield ['the debit is held', { ...state, debitHeld: true }];
  if (state.over) return;
  // The same request may come again, with the flag or without it.
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
