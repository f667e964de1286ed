import { type Exploration, explore } from './exploration.ts';

/**
 * Explores a wallet that is one main item and two stripes. A credit is on the stripe that its transfer
 * names. A debit is on the main item, which gathers from the stripes what it lacks. Two debits run side
 * by side, may stop anywhere and start anew, and are rolled back at any time. Credits and takes are
 * repeated and come late.
 */
export interface BentStripes {
  /** A debit is refused by the main item alone. */
  readonly refusesByMain?: true;
  /** A debit reads the stripes, and then the main item. */
  readonly readsStripesFirst?: true;
  /** A debit counts what items have now, and not what is on its way between them. */
  readonly ignoresTransit?: true;
  /** A debit may be held on a stripe. */
  readonly debitsOnStripes?: true;
  /** A stripe gives what was read, without looking whether it is still there. */
  readonly givesAsRead?: true;
  /** A stripe does not count what it gives. */
  readonly givesUncounted?: true;
  /** The main item takes an amount, and not up to a total. */
  readonly takesAmounts?: true;
  /** The main item takes an earlier total after a later one. */
  readonly takesEarlierTotals?: true;
  /** Each run of a credit chooses the stripe. */
  readonly choosesAgain?: true;
}

const BOTH = [0, 1] as const;
type One = (typeof BOTH)[number];
type Pair<T> = readonly [T, T];

interface Stripe {
  readonly spendable: number;
  /** All that it has ever given to the main item. */
  readonly given: number;
  /** The totals that were sent to the main item, which arrive again and again. */
  readonly sent: readonly number[];
  /** Which credits it has. */
  readonly credited: Pair<boolean>;
}

type Step = 'ask' | 'read 0' | 'read 1' | 'give 0' | 'give 1' | 'take 0' | 'take 1';
type End = 'held' | 'refused' | 'rolled back';

interface Debit {
  readonly at: Step | End;
  /** What it has read of each stripe. */
  readonly read: Pair<number>;
  /** What it has counted. */
  readonly counted: number;
  /** Whether the wallet had too little for it at any moment since it asked. */
  readonly lacked: boolean;
}

interface State {
  readonly main: { readonly spendable: number; readonly taken: Pair<number> };
  readonly stripes: Pair<Stripe>;
  readonly debits: Pair<Debit>;
}

interface Wallet {
  /** What the main item has, and what each stripe has at first. */
  readonly main: number;
  readonly striped: Pair<number>;
  /** The amounts of the credits: the first is on the first stripe, and the second on the second. */
  readonly credits: Pair<number>;
  readonly debits: Pair<number>;
  readonly maxStates: number;
}

export function exploreStripes(bent: BentStripes, wallet: Wallet): Exploration {
  const both = <T>(of: (n: One) => T): Pair<T> => [of(0), of(1)];
  const first: State = {
    main: { spendable: wallet.main, taken: [0, 0] },
    stripes: both((n) => ({ spendable: wallet.striped[n], given: 0, sent: [], credited: [false, false] })),
    debits: both(() => asking()),
  };
  const isCredited = ({ stripes }: State, credit: One) => stripes.some(({ credited }) => credited[credit]);
  const expected = (state: State) => {
    const before = wallet.main + wallet.striped[0] + wallet.striped[1];
    const credits = BOTH.reduce<number>((sum, n) => sum + (isCredited(state, n) ? wallet.credits[n] : 0), 0);
    const debits = BOTH.reduce<number>((sum, n) => sum + (state.debits[n].at === 'held' ? wallet.debits[n] : 0), 0);
    return before + credits - debits;
  };
  const model = {
    first,
    keyOf: (state: State) => JSON.stringify(state),
    *stepsFrom(state: State): Generator<[string, State]> {
      for (const [step, next] of steps(state, wallet, bent)) yield [step, noticed(next, wallet)];
    },
    brokenPromise(state: State): string | undefined {
      if (owned(state) !== expected(state)) return 'money is lost or made';
      if (BOTH.some((n) => state.main.taken[n] > state.stripes[n].given)) return 'more is taken than was given';
      if (state.main.spendable < 0 || state.stripes.some(({ spendable }) => spendable < 0))
        return 'an item gives what it does not have';
      if (state.debits.some(({ at, lacked }) => at === 'refused' && !lacked))
        return 'a debit is refused while the wallet has enough';
      return undefined;
    },
    endOf(state: State): string | undefined {
      if (!BOTH.every((n) => isCredited(state, n))) return undefined;
      const ends = state.debits.map(({ at }) => at);
      return ends.every(isEnd) ? ends.join(', ') : undefined;
    },
  };
  return explore<State>(model, wallet.maxStates);
}

function asking(): Debit {
  return { at: 'ask', read: [0, 0], counted: 0, lacked: false };
}

function isEnd(at: Debit['at']): at is End {
  return at === 'held' || at === 'refused' || at === 'rolled back';
}

function* steps(state: State, wallet: Wallet, bent: BentStripes): Generator<[string, State]> {
  for (const n of BOTH) {
    yield [`credit ${n} arrives`, credited(state, n, n, wallet)];
    if (bent.choosesAgain) yield [`credit ${n} arrives elsewhere`, credited(state, n, n === 0 ? 1 : 0, wallet)];
    for (const total of state.stripes[n].sent) yield [`stripe ${n} gives ${total}, late`, taken(state, n, total, bent)];
    yield* stepsOf(state, n, wallet.debits[n], bent);
  }
}

/** The commit of a credit on a stripe, which looks for itself. */
function credited(state: State, credit: One, on: One, { credits }: Wallet): State {
  const stripe = state.stripes[on];
  if (stripe.credited[credit]) return state;
  const { spendable } = stripe;
  return withStripe(state, on, {
    ...stripe,
    spendable: spendable + credits[credit],
    credited: put(stripe.credited, credit, true),
  });
}

function* stepsOf(state: State, debit: One, amount: number, bent: BentStripes): Generator<[string, State]> {
  const { at } = state.debits[debit];
  const name = `debit ${debit}`;
  if (at === 'held')
    yield [`${name} is rolled back`, withDebit(addedToMain(state, amount), debit, { at: 'rolled back' })];
  if (isEnd(at)) return;
  if (at !== 'ask') yield [`${name} starts anew`, withDebit(state, debit, asking())];
  if (bent.debitsOnStripes)
    for (const n of BOTH) {
      const stripe = state.stripes[n];
      if (at !== 'ask' || stripe.spendable < amount) continue;
      const less = withStripe(state, n, { ...stripe, spendable: stripe.spendable - amount });
      yield [`${name} is held on stripe ${n}`, withDebit(less, debit, { at: 'held' })];
    }
  yield [`${name}: ${at}`, advanced(state, debit, amount, bent)];
}

function advanced(state: State, debit: One, amount: number, bent: BentStripes): State {
  const { at, read, counted } = state.debits[debit];
  const { main, stripes } = state;
  const go = (next: State, change: Partial<Debit>) => withDebit(next, debit, change);
  switch (at) {
    case 'ask': {
      if (main.spendable >= amount) return go(addedToMain(state, -amount), { at: 'held' });
      if (bent.refusesByMain) return go(state, { at: 'refused' });
      return go(state, { at: 'read 0', counted: bent.readsStripesFirst ? 0 : inMain(state, bent) });
    }
    case 'read 0':
    case 'read 1': {
      const n = at === 'read 0' ? 0 : 1;
      const reading = { read: put(read, n, stripes[n].spendable), counted: counted + inStripe(stripes[n], bent) };
      if (n === 0) return go(state, { ...reading, at: 'read 1' });
      const all = reading.counted + (bent.readsStripesFirst ? inMain(state, bent) : 0);
      return go(state, { ...reading, counted: all, at: all < amount ? 'refused' : 'give 0' });
    }
    case 'give 0':
    case 'give 1': {
      const n = at === 'give 0' ? 0 : 1;
      return go(given(state, n, read[n], bent), { at: n === 0 ? 'give 1' : 'take 0' });
    }
    case 'take 0':
      return go(taken(state, 0, stripes[0].sent.at(-1), bent), { at: 'take 1' });
    case 'take 1':
      return go(taken(state, 1, stripes[1].sent.at(-1), bent), asking());
    default:
      return state;
  }
}

/** What the item has, without what it has got from stripes. */
function inMain({ main }: State, { ignoresTransit }: BentStripes = {}): number {
  return main.spendable - (ignoresTransit ? 0 : main.taken[0] + main.taken[1]);
}

/** What the stripe has and had for the main item. */
function inStripe({ spendable, given: total }: Stripe, { ignoresTransit }: BentStripes = {}): number {
  return spendable + (ignoresTransit ? 0 : total);
}

function owned(state: State): number {
  return inMain(state) + inStripe(state.stripes[0]) + inStripe(state.stripes[1]);
}

/** The write of a stripe that gives all that it has. */
function given(state: State, n: One, asRead: number, bent: BentStripes): State {
  const stripe = state.stripes[n];
  const amount = bent.givesAsRead ? asRead : stripe.spendable;
  if (amount === 0) return state;
  const total = stripe.given + amount;
  const message = bent.takesAmounts ? amount : total;
  return withStripe(state, n, {
    ...stripe,
    spendable: stripe.spendable - amount,
    given: bent.givesUncounted ? stripe.given : total,
    sent: stripe.sent.includes(message) ? stripe.sent : [...stripe.sent, message],
  });
}

/** The write of the main item: it takes what is new in the total of a stripe. */
function taken(state: State, n: One, total: number | undefined, bent: BentStripes): State {
  const { main } = state;
  const before = main.taken[n];
  if (total === undefined) return state;
  if (bent.takesAmounts) return withTaken(state, n, before + total);
  if (total === before || (total < before && !bent.takesEarlierTotals)) return state;
  return withTaken(state, n, total);
}

function withTaken(state: State, n: One, total: number): State {
  const { spendable, taken: before } = state.main;
  return { ...state, main: { spendable: spendable + total - before[n], taken: put(before, n, total) } };
}

function addedToMain(state: State, amount: number): State {
  return { ...state, main: { ...state.main, spendable: state.main.spendable + amount } };
}

/** Each debit that runs notices whether the wallet has too little for it now. */
function noticed(state: State, { debits }: Wallet): State {
  const total = owned(state);
  const noticing = (n: One): Debit => {
    const debit = state.debits[n];
    return isEnd(debit.at) || debit.at === 'ask' ? debit : { ...debit, lacked: debit.lacked || total < debits[n] };
  };
  return { ...state, debits: [noticing(0), noticing(1)] };
}

function withStripe(state: State, n: One, stripe: Stripe): State {
  return { ...state, stripes: put(state.stripes, n, stripe) };
}

function withDebit(state: State, n: One, change: Partial<Debit>): State {
  return { ...state, debits: put(state.debits, n, { ...state.debits[n], ...change }) };
}

function put<T>([a, b]: Pair<T>, n: One, value: T): Pair<T> {
  return n === 0 ? [value, b] : [a, value];
}
