import { type Exploration, explore } from './exploration.ts';

/**
 * Explores the freezes of a wallet that is one main item and two stripes, and gets a third stripe at any time. Its
 * owner freezes it and lifts that, and an operator freezes it, each for the version that was read. Each change may
 * die after any write. Writes of stripes are repeated and come late. A reader finishes what it finds half done.
 */
export interface BentStripeFreezes {
  /** The write of a stripe does not compare its version. */
  readonly anyVersion?: true;
  /** A change is confirmed once the main item is written. */
  readonly confirmsEarly?: true;
  /** A change writes the stripes first, and the main item last. */
  readonly stripesFirst?: true;
  /** A reader shows what the main item says. */
  readonly showsMain?: true;
  /** A new stripe has no version. */
  readonly newWithoutVersion?: true;
  /** A new stripe is as frozen as the wallet was some time before. */
  readonly newAsRead?: true;
  /** A change writes the stripes that the wallet had when its version was read. */
  readonly stripesAsRead?: true;
}

/** Of the owner and of the operator: whether credits are refused. */
type Freezes = readonly [owner: boolean, operator: boolean];
const CHANGES: readonly { readonly name: string; readonly by: 0 | 1; readonly frozen: boolean }[] = [
  { name: 'the freeze of the owner', by: 0, frozen: true },
  { name: 'its end', by: 0, frozen: false },
  { name: 'the freeze of an operator', by: 1, frozen: true },
];
const AT_FIRST = 2;
const IN_THE_END = 3;
const MAX_STATES = 3_000_000;

interface Item {
  /** That of the change of freezes which it has. */
  readonly version: number;
  readonly freezes: Freezes;
}

/** A change or a reader that has read or written the main item, and goes on with the stripes. */
interface Run extends Item {
  readonly at: 'asks' | 'has read' | 'writes stripes' | 'confirmed' | 'refused';
  readonly stripes: number;
  /** Those that have answered, by number. */
  readonly answered: readonly number[];
}

/** A write of a stripe that was sent. It arrives any number of times. */
interface Sent extends Item {
  readonly stripe: number;
}

interface State {
  readonly main: Item;
  readonly stripes: readonly Item[];
  readonly changes: readonly Run[];
  readonly reader: Run;
  readonly sent: readonly Sent[];
  /** The highest version that a response has shown. */
  readonly shown: number;
  /** What who makes the third stripe has read. */
  readonly making: Item | undefined;
}

const NONE: Item = { version: 0, freezes: [false, false] };
const IDLE: Run = { ...NONE, at: 'asks', stripes: 0, answered: [] };

/** @param count how many of the three changes are made */
export function exploreStripeFreezes(bent: BentStripeFreezes, count: number): Exploration {
  const first: State = {
    main: NONE,
    stripes: Array.from({ length: AT_FIRST }, () => NONE),
    changes: CHANGES.slice(0, count).map(() => IDLE),
    reader: IDLE,
    sent: [],
    shown: 0,
    making: undefined,
  };
  return explore<State>(
    {
      first,
      keyOf: (state) => JSON.stringify(state),
      stepsFrom: (state) => steps(state, bent),
      brokenPromise: ({ main, stripes, shown }) => {
        // A later change has written the main item, and is not shown yet.
        if (shown < main.version) return undefined;
        if (stripes.some((one) => isFrozen(main) && !isFrozen(one))) return 'a stripe takes what is frozen';
        if (stripes.some((one) => !isSame(one.freezes, main.freezes))) return 'a stripe is frozen otherwise';
        return undefined;
      },
      endOf: ({ main, stripes, changes }) =>
        stripes.length === IN_THE_END &&
        changes.every(({ at }) => at === 'confirmed' || at === 'refused') &&
        stripes.every((one) => isSame(one.freezes, main.freezes))
          ? 'all items agree'
          : undefined,
    },
    MAX_STATES,
  );
}

function* steps(state: State, bent: BentStripeFreezes): Generator<[string, State]> {
  for (const [n, run] of state.changes.entries()) yield* changing(state, n, run, bent);
  yield* reading(state, bent);
  yield* making(state, bent);
  for (const message of state.sent)
    yield [`stripe ${message.stripe} gets ${message.version}`, arrived(state, message, bent)];
}

function* changing(state: State, n: number, run: Run, bent: BentStripeFreezes): Generator<[string, State]> {
  const { main, stripes } = state;
  const [name, by, frozen] = [CHANGES[n]?.name, CHANGES[n]?.by, CHANGES[n]?.frozen ?? false];
  const go = (next: State, after: Partial<Run>): State => ({
    ...next,
    changes: next.changes.map((one, m) => (m === n ? { ...one, ...after } : one)),
  });
  switch (run.at) {
    case 'asks':
      yield [
        `${name} reads ${main.version}`,
        go(state, { at: 'has read', version: main.version, stripes: stripes.length }),
      ];
      return;
    case 'has read': {
      if (run.version !== main.version) {
        yield [`${name} is refused`, go(state, { ...IDLE, at: 'refused' })];
        return;
      }
      const freezes: Freezes = [by === 0 ? frozen : main.freezes[0], by === 1 ? frozen : main.freezes[1]];
      const after = { version: main.version + 1, freezes };
      const count = bent.stripesAsRead ? run.stripes : stripes.length;
      const sending = go(bent.stripesFirst ? state : { ...state, main: after }, {
        ...after,
        at: 'writes stripes',
        stripes: count,
      });
      yield [`${name} makes ${after.version}`, sent(sending, after, count)];
      return;
    }
    case 'writes stripes': {
      if (run.answered.length < run.stripes && !bent.confirmsEarly) return;
      if (bent.stripesFirst && main.version !== run.version - 1) {
        yield [`${name} is refused`, go(state, { ...IDLE, at: 'refused' })];
        return;
      }
      const { version, freezes } = run;
      const written = bent.stripesFirst ? { ...state, main: { version, freezes } } : state;
      yield [`${name} is confirmed`, shown(go(written, { ...IDLE, at: 'confirmed' }), version)];
    }
  }
}

/** A reader may begin anew at any time. */
function* reading(state: State, bent: BentStripeFreezes): Generator<[string, State]> {
  const { main, stripes, reader } = state;
  const behind = stripes.flatMap(({ version }, n) => (version < main.version ? n : []));
  const read: Run = {
    ...main,
    at: 'writes stripes',
    stripes: stripes.length,
    answered: stripes.flatMap((_, n) => (behind.includes(n) ? [] : n)),
  };
  if (bent.showsMain) yield ['the reader sees the main item', shown(state, main.version)];
  else yield [`the reader reads ${main.version}`, sentTo({ ...state, reader: read }, main, behind)];
  if (reader.at === 'writes stripes' && reader.answered.length === reader.stripes)
    yield [`the reader is shown ${reader.version}`, shown({ ...state, reader: IDLE }, reader.version)];
}

function* making(state: State, bent: BentStripeFreezes): Generator<[string, State]> {
  const { main, stripes, making: read } = state;
  if (stripes.length === IN_THE_END) return;
  if (bent.newAsRead && !read) yield ['who makes a stripe reads', { ...state, making: main }];
  const as = bent.newAsRead ? read : main;
  if (!as) return;
  const made = bent.newWithoutVersion ? { ...as, version: 0 } : as;
  yield ['a stripe is made', { ...state, stripes: [...stripes, made], making: undefined }];
}

function sent(state: State, item: Item, count: number): State {
  return sentTo(
    state,
    item,
    Array.from({ length: count }, (_, n) => n),
  );
}

function sentTo(state: State, { version, freezes }: Item, stripes: readonly number[]): State {
  const messages = stripes.map((stripe): Sent => ({ stripe, version, freezes }));
  const known = new Set(state.sent.map((one) => JSON.stringify(one)));
  const news = messages.filter((one) => !known.has(JSON.stringify(one)));
  const all = [...state.sent, ...news].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...state, sent: all };
}

/** The write of a stripe. Who waits for it hears of it, also that a later one was there. */
function arrived(state: State, { stripe, version, freezes }: Sent, bent: BentStripeFreezes): State {
  const stripes = state.stripes.map((one, n) =>
    n === stripe && (bent.anyVersion || one.version < version) ? { version, freezes } : one,
  );
  const heard = (run: Run): Run =>
    run.at === 'writes stripes' && run.version === version && isSame(run.freezes, freezes)
      ? { ...run, answered: [...new Set([...run.answered, stripe])].sort() }
      : run;
  return { ...state, stripes, changes: state.changes.map(heard), reader: heard(state.reader) };
}

function shown(state: State, version: number): State {
  return { ...state, shown: Math.max(state.shown, version) };
}

function isFrozen({ freezes }: Item): boolean {
  return freezes.includes(true);
}

function isSame(one: Freezes, other: Freezes): boolean {
  return one[0] === other[0] && one[1] === other[1];
}
