/**
 * Explores the controls of one wallet exhaustively: three debits of 1 and a credit of 1, each of which is
 * held and then committed or rolled back; an owner who freezes it, lifts that, limits a day to 1 and
 * closes it; and shards whose clocks read either of two days. Each step may come in any order.
 */

/** Rules about controls to leave out. */
export interface BentControls {
  /** A reserve looks at freeze and closing first, and holds in a second step. */
  readonly looksFirst?: true;
  /** A debit compares itself with what it has read of the day. */
  readonly dayAsRead?: true;
  /** A clock that goes back begins a day again. */
  readonly dayBeginsAgain?: true;
  /** A rollback gives its amount back whatever day is counted. */
  readonly backOnAnyDay?: true;
  /** Closing does not look at holds. */
  readonly closesWithHolds?: true;
  /** Closing looks at the money first, and closes in a second step. */
  readonly closesAsRead?: true;
  /** A change does not name the version that it is for. */
  readonly noVersion?: true;
  /** A change that finds what it asks for makes no version. */
  readonly sameVersion?: true;
}

const TXS = ['debit 1', 'debit 2', 'debit 3', 'credit'] as const;
type Tx = (typeof TXS)[number];
const DAYS = [0, 1] as const;
const LIMIT = 1;

interface State {
  readonly balance: number;
  /** Held: the day in which a debit counts, or -1. */
  readonly holds: Readonly<Partial<Record<Tx, number>>>;
  readonly ended: readonly Tx[];
  readonly frozen: boolean;
  readonly closed: boolean;
  readonly version: number;
  readonly counted: number;
  readonly left: number;
  /** What each day has taken, by the holds themselves. */
  readonly taken: readonly [number, number];
  /** Requests in flight: what they have looked at, and may do. */
  readonly looked: readonly string[];
  /** A change that was asked for at a version and has had no response, and the last one since that had. */
  readonly late: string;
  readonly said: string;
  readonly asked: number;
  readonly broken: string;
}

/** @returns the number of states, and the promise that breaks with the steps to it, if one does */
export function exploreControls(bent: BentControls): {
  states: number;
  broken?: { readonly promise: string; readonly trace: readonly string[] };
} {
  const first: State = {
    balance: 2,
    holds: {},
    ended: [],
    frozen: false,
    closed: false,
    version: 0,
    counted: 0,
    left: LIMIT,
    taken: [0, 0],
    looked: [],
    late: '',
    said: '',
    asked: 0,
    broken: '',
  };
  const seen = new Map<string, readonly string[]>([[JSON.stringify(first), []]]);
  const unexplored = [first];
  for (let state = unexplored.shift(); state; state = unexplored.shift()) {
    const trace = seen.get(JSON.stringify(state)) ?? [];
    if (state.broken) return { states: seen.size, broken: { promise: state.broken, trace } };
    for (const [step, next] of [...ofTransfers(state, bent), ...ofOwner(state, bent)]) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.set(key, [...trace, step]);
      unexplored.push(next);
    }
  }
  return { states: seen.size };
}

function* ofTransfers(state: State, bent: BentControls): Generator<[string, State]> {
  for (const tx of TXS) {
    const day = state.holds[tx];
    if (day !== undefined) yield* endings(state, tx, day, bent);
    if (day !== undefined || state.ended.includes(tx)) continue;
    const isUsable = !state.frozen && !state.closed;
    const look = `${tx} is usable`;
    if (bent.looksFirst && isUsable && !state.looked.includes(look))
      yield [look, { ...state, looked: [...state.looked, look] }];
    if (bent.looksFirst ? !state.looked.includes(look) : !isUsable) continue;
    if (tx === 'credit') yield [`${tx} is held`, held(state, tx, -1)];
    else for (const today of DAYS) yield* debits(state, tx, today, bent);
  }
}

function* debits(state: State, tx: Tx, today: number, bent: BentControls): Generator<[string, State]> {
  const begins = bent.dayBeginsAgain ? today !== state.counted : today > state.counted;
  const left = begins ? LIMIT : state.left;
  const read = `${tx} reads that ${today} leaves enough`;
  if (bent.dayAsRead && left >= 1 && !state.looked.includes(read))
    yield [read, { ...state, looked: [...state.looked, read] }];
  if (bent.dayAsRead ? !state.looked.includes(read) : left < 1) return;
  const counted = begins ? today : state.counted;
  yield [`${tx} is held on ${today}`, held({ ...state, counted, left: left - 1 }, tx, counted)];
}

function held(state: State, tx: Tx, day: number): State {
  const taken = DAYS.map((one) => (state.taken[one] ?? 0) + (one === day ? 1 : 0));
  const broken =
    state.frozen || state.closed
      ? 'a wallet holds that is frozen or closed'
      : taken.some((sum) => sum > LIMIT)
        ? 'a day takes more than its limit'
        : '';
  return { ...state, holds: { ...state.holds, [tx]: day }, taken: [taken[0] ?? 0, taken[1] ?? 0], broken };
}

function* endings(state: State, tx: Tx, day: number, bent: BentControls): Generator<[string, State]> {
  const { [tx]: _, ...holds } = state.holds;
  const ended = { ...state, holds, ended: [...state.ended, tx].sort() };
  const balance = state.balance + (tx === 'credit' ? 1 : -1);
  yield [`${tx} is committed`, checked({ ...ended, balance })];
  if (tx === 'credit') yield [`${tx} is rolled back`, ended];
  else {
    const isSame = day === state.counted;
    const taken = state.taken.map((sum, one) => (one === day ? sum - 1 : sum));
    const back = isSame || bent.backOnAnyDay ? 1 : 0;
    yield [
      `${tx} is rolled back`,
      // An earlier day stays taken: its limit is over.
      { ...ended, left: state.left + back, taken: isSame ? [taken[0] ?? 0, taken[1] ?? 0] : state.taken },
    ];
  }
}

function* ofOwner(state: State, bent: BentControls): Generator<[string, State]> {
  if (state.asked < 3) {
    const asked = state.asked + 1;
    for (const frozen of [true, false]) {
      if (state.closed) continue;
      const word = frozen ? 'freeze' : 'lift';
      const isSame = frozen === state.frozen;
      const version = isSame && bent.sameVersion ? state.version : state.version + 1;
      yield [`${word}, with a response`, { ...state, asked, frozen, version, said: word }];
      if (isSame || state.late) continue;
      yield [`${word}, without a response yet`, { ...state, asked, late: `${word} ${state.version}`, said: '' }];
    }
  }
  const [word = '', version = ''] = state.late.split(' ');
  if (state.late && !state.closed && (bent.noVersion || Number(version) === state.version)) {
    const after = { ...state, late: '', frozen: word === 'freeze', version: state.version + 1 };
    const overtaken = state.said !== '' && word !== state.said;
    yield [`the late ${word} arrives`, { ...after, broken: overtaken ? 'a late change undoes a later one' : '' }];
  }
  const isEmpty = state.balance === 0 && (bent.closesWithHolds || Object.keys(state.holds).length === 0);
  if (bent.closesAsRead && isEmpty && !state.looked.includes('empty'))
    yield ['the wallet is seen to be empty', { ...state, looked: [...state.looked, 'empty'] }];
  if (!state.closed && (bent.closesAsRead ? state.looked.includes('empty') : isEmpty))
    yield ['the wallet is closed', checked({ ...state, closed: true })];
}

function checked(state: State): State {
  const isEmpty = state.balance === 0 && Object.keys(state.holds).length === 0;
  return state.closed && !isEmpty ? { ...state, broken: 'a closed wallet has money' } : state;
}
