import { type BentApprovals, exploreApprovals } from './approval-model.ts';
import type { Bent } from './bent-rules.ts';
import { type BentControls, exploreControls } from './controls-model.ts';
import { NO_WAY_TO_AN_END } from './exploration.ts';
import { exploreHolds, type HoldBounds } from './hold-model.ts';
import type { BentHolds } from './hold-rules.ts';
import { type BentPlaces, explorePlaces } from './places-model.ts';
import { type BentRefunds, exploreRefunds } from './refund-model.ts';
import { type BentStatement, exploreStatement, type StatementBounds } from './statement-model.ts';
import { type Bounds, exploreTransfer } from './transfer-model.ts';

/**
 * The last time of a schedule. `npm run test:model` sets it and explores everything. `npm test`
 * leaves out what takes longest. From 3 on there are also three payees.
 */
const asked = process.env.MODEL_UNTIL;
const until = Number(asked ?? 2);
const further = <Case>(...cases: readonly Case[]) => (until > 2 ? cases : []);
/** Cases that `npm test` leaves out. */
const inFull = <Case>(...cases: readonly Case[]) => (asked === undefined ? [] : cases);
const BOUNDS: Bounds = {
  credits: 1,
  rest: 0,
  skew: 1,
  until,
  maxStates: 5_000_000,
  createdLate: false,
  crowded: false,
  excess: 0,
  otherCurrency: false,
};
const LATE: Partial<Bounds> = { createdLate: true };
const SPLIT: Partial<Bounds> = { credits: 2, until: until - 2 };
const CROWDED: Partial<Bounds> = { crowded: true, until: until - 1 };
const ABROAD: Partial<Bounds> = { otherCurrency: true };
const CAPTURE: Partial<Bounds> = { rest: 1 };

describe('the model of one transfer keeps every promise in every order of messages', () => {
  it.each<[string, Partial<Bounds>, number]>([
    ['between two existing wallets', {}, 4_000],
    ...inFull<[string, Partial<Bounds>, number]>(
      ['to a wallet that is created meanwhile', LATE, 5_000],
      ['to a crowded wallet, where a credit waits for its debit', CROWDED, 5_000],
    ),
    ['that captures a part of what is held', CAPTURE, 4_000],
    ['to two payees', SPLIT, 5_000],
    ...inFull<[string, Partial<Bounds>, number]>(
      ['to two payees, of which one is created meanwhile', { ...SPLIT, ...LATE }, 7_000],
      ['to two payees, of which one is crowded', { ...SPLIT, crowded: true }, 15_000],
    ),
    ...further<[string, Partial<Bounds>, number]>(['to three payees', { ...SPLIT, credits: 3, until: 0 }, 50_000]),
  ])('%s', (_about, bounds, states) => {
    const found = exploreTransfer({}, { ...BOUNDS, ...bounds });
    expect(found).toEqual({ exhaustive: true, ends: ['abort', 'commit'], states: expect.any(Number) });
    expect(found.states).toBeGreaterThan(states);
  });

  it('to a wallet of another currency, which can only abort', () => {
    const { exhaustive, ends, broken } = exploreTransfer({}, { ...BOUNDS, ...ABROAD });
    expect({ exhaustive, ends, broken }).toEqual({ exhaustive: true, ends: ['abort'], broken: undefined });
  });

  it('whose credits are more than its debit, which can only abort', () => {
    const { exhaustive, ends, broken } = exploreTransfer({}, { ...BOUNDS, ...SPLIT, excess: 1 });
    expect({ exhaustive, ends, broken }).toEqual({ exhaustive: true, ends: ['abort'], broken: undefined });
  });
});

describe('the model of one transfer finds the broken promise of', () => {
  const HOLD = 'a hold is left after the end (abort)';
  const RESERVED_PLACE = 'a credit takes a reserved place before its debit is held';
  it.each<[string, Bent, Partial<Bounds>, string]>([
    ['no fence', { noFence: true }, {}, HOLD],
    ['no tombstone on an empty rollback', { noEmptyRollback: true }, {}, HOLD],
    ['no fence on a rollback without a wallet', { noFenceBeforeCreation: true }, LATE, HOLD],
    ['a fence at the time of creation, with clocks that differ', { fenceOfCreationClock: true }, LATE, HOLD],
    ['a creation that forgets the fence', { creationForgetsFence: true }, LATE, HOLD],
    [
      'a deadline from the acceptance of the transfer',
      { deadlineFromAcceptance: true },
      {},
      'it begins after its deadline',
    ],
    ['holds that expire', { holdsExpire: true }, {}, 'money is made'],
    ['runs that follow their own decision', { ownDecision: true }, {}, 'money is made'],
    ['a commit that needs its hold', { commitNeedsHold: true }, {}, NO_WAY_TO_AN_END],
    ['an abort that settles what was heard as held', { settlesHeardOnly: true }, {}, HOLD],
    ['an end once the debit is settled', { finishesAfterDebit: true }, {}, HOLD],
    ['credits that nobody adds up', { sumUnchecked: true }, { ...SPLIT, excess: 1 }, 'money is made'],
    ['`debit_held` before the debit is heard as held', { debitHeldUnheard: true }, CROWDED, RESERVED_PLACE],
    ['`debit_held` as a part of the hold', { flagInHold: true }, CROWDED, 'the same reserve is refused as another'],
    ['a capture that leaves the rest held', { restStaysHeld: true }, CAPTURE, 'a hold is left after the end (commit)'],
    ['a shard that compares no currencies', { currencyUnchecked: true }, ABROAD, 'money arrives in another currency'],
    ['a credit without its currency', { creditUnnamed: true }, ABROAD, 'money arrives in another currency'],
    ['rows after the final status', { rowsAfterFinal: true }, {}, 'who hears of the end cannot read it'],
    ['rows of an aborted transfer', { rowsOfAborted: true }, {}, 'a payee sees what is not settled'],
    ['a row over a row', { rowPutBlindly: true }, {}, 'a row is put twice'],
    ...inFull<[string, Bent, Partial<Bounds>, string]>(
      ['a new deadline in every run', { deadlineByEveryRun: true }, { until: until - 1 }, HOLD],
      ['a rollback before the decision', { rollbackBeforeDecision: true }, {}, 'money is made'],
      ['a commit with one of two credits', { oneCreditWillDo: true }, SPLIT, 'the money is not where commit puts it'],
      ['a payee that is named twice', { samePayeeTwice: true }, SPLIT, 'the money is not where commit puts it'],
      ['a capture in two writes', { restInSecondWrite: true }, CAPTURE, 'the money is not where commit puts it'],
      ['a capture whose condition does not name the hold', { restWithoutHold: true }, CAPTURE, 'money is made'],
      ['a capture of all that is held', { takesAll: true }, CAPTURE, 'the money is not where commit puts it'],
      ['a row for one of two payees', { oneRowWillDo: true }, SPLIT, 'who hears of the end cannot read it'],
      ['a row before the other legs', { rowBeforeOtherLegs: true }, SPLIT, 'a payee sees what is not settled'],
    ),
  ])('%s', (_about, bent, bounds, promise) => {
    const { broken } = exploreTransfer(bent, { ...BOUNDS, ...bounds });
    expect(broken?.promise).toBe(promise);
    expect(broken?.trace.length).toBeGreaterThan(2);
  });
});

describe('the model of an authorised transfer', () => {
  const BOUNDS: HoldBounds = { runs: 2, attempts: 1, captures: [1, 2], createdLate: false, maxStates: 3_000_000 };
  const ONCE: Partial<HoldBounds> = { captures: [1] };
  const TWICE: Partial<HoldBounds> = { attempts: 2, captures: [1] };
  const LATE: Partial<HoldBounds> = { createdLate: true };
  const HOLD = 'a hold is left after the end';
  const GETS = 'the payee gets something else than was decided';
  const HAS = 'the payee has something else after the end than was decided';
  const UNCAPTURED = ['expired', 'failed', 'refused', 'voided'];

  it.each<[string, Partial<HoldBounds>, string[], number]>([
    ['that is captured in part', ONCE, ['captured 1'], 9_000],
    ...inFull<[string, Partial<HoldBounds>, string[], number]>(
      ['that is captured wholly or in part', {}, ['captured 1', 'captured 2'], 18_000],
      ['whose payee’s wallet is created meanwhile', LATE, ['captured 1', 'captured 2'], 22_000],
      [
        'that is captured again after an attempt without a response',
        { attempts: 2 },
        ['captured 1', 'captured 2'],
        200_000,
      ],
    ),
    ...further<[string, Partial<HoldBounds>, string[], number]>([
      'that three runs work on',
      { runs: 3 },
      ['captured 1', 'captured 2'],
      30_000,
    ]),
  ])(
    'ends in one capture, void, expiry or refusal, in every order of runs and messages: %s',
    (_about, bounds, captured, states) => {
      const found = exploreHolds({}, { ...BOUNDS, ...bounds });
      expect(found).toEqual({ exhaustive: true, ends: [...captured, ...UNCAPTURED], states: expect.any(Number) });
      expect(found.states).toBeGreaterThan(states);
    },
  );

  it.each<[string, BentHolds, Partial<HoldBounds>, string]>([
    [
      'a refused first phase that aborts what is authorised',
      { abortsAuthorised: true },
      ONCE,
      'an authorised transfer is taken back by nobody',
    ],
    [
      'a row of the authorisation over the final one',
      { rowPutBlindly: true },
      ONCE,
      'who hears of the end still reads that it is pending',
    ],
    ['a claim of what is not authorised', { claimsUnauthorised: true }, ONCE, 'what was never held is captured'],
    ['a second claim over the one that stands', { claimsOver: true }, {}, GETS],
    ['a claim of more than is held', { claimsAnything: true }, { captures: [1, 3] }, 'money is made'],
    ['an amount of the request, and not of the claim', { amountOfRequest: true }, {}, GETS],
    ['a claim that is the decision', { claimDecides: true }, ONCE, HAS],
    ['a hold that ends by its deadline', { holdsExpire: true }, ONCE, 'money is made'],
    ['a hold voided twice that pays twice', { givesBackTwice: true }, ONCE, 'money is made'],
    ['a void without a tombstone', { noTombstone: true }, ONCE, HOLD],
    [
      'a partial capture that leaves the rest held',
      { restStaysHeld: true },
      ONCE,
      'the payer pays something else than was decided',
    ],
    ...inFull<[string, BentHolds, Partial<HoldBounds>, string]>(
      ['a voided hold that is captured', { claimsDecided: true }, {}, HOLD],
      ['a deadline of its own in each run', { deadlineByEveryRun: true }, {}, GETS],
      ['a credit that is rolled back before the attempt is given up', { releasesFirst: true }, {}, HAS],
      ['a decision that does not name its attempt', { attemptUnnamed: true }, TWICE, HAS],
      ['one id for all attempts', { oneId: true }, TWICE, HOLD],
      ['a credit that is rolled back by the deadline of the debit', { creditByDebitsDeadline: true }, {}, HOLD],
      ['a capture that reserves the debit again', { debitAgain: true }, {}, HOLD],
      ['an expiry that settles what was read before it', { settlesWhatWasRead: true }, {}, HOLD],
      ['a frozen wallet that refuses to commit', { frozenSettlesNot: true }, ONCE, NO_WAY_TO_AN_END],
      ['no fence on a rollback without a wallet', { noFenceBeforeCreation: true }, LATE, HOLD],
    ),
  ])('finds the broken promise of %s', (_about, bent, bounds, promise) => {
    const { broken } = exploreHolds(bent, { ...BOUNDS, ...bounds });
    expect(broken?.promise).toBe(promise);
    expect(broken?.trace.length).toBeGreaterThan(2);
  });
});

describe('the model of a statement', () => {
  const WALLET = { openedLate: false, invocations: 2, maxStates: 1_000_000 };
  const OPENED = { ...WALLET, openedLate: true };
  const UNEQUAL = 'the statement does not add up to the balance';

  it.each<[string, StatementBounds, number]>([
    ['of a new wallet', WALLET, 1_500],
    ['that is opened between two commits', OPENED, 7_000],
    ...further<[string, StatementBounds, number]>([
      'that three invocations write',
      { ...OPENED, invocations: 3 },
      20_000,
    ]),
  ])(
    'has each posting once, in order and without a gap, in every order of commits and replays: %s',
    (_about, bounds, states) => {
      const found = exploreStatement({}, bounds);
      expect(found).toEqual({ exhaustive: true, ends: ['written'], states: expect.any(Number) });
      expect(found.states).toBeGreaterThan(states);
    },
  );

  it.each<[string, BentStatement, StatementBounds, string]>([
    ['a posting after the money, in a second write', { postingInSecondWrite: true }, WALLET, NO_WAY_TO_AN_END],
    ['a posting without a hold', { postsWithoutHold: true }, WALLET, UNEQUAL],
    [
      'writes that leave the posting where it is',
      { postingStays: true },
      WALLET,
      'the function is called for a write that posts nothing',
    ],
    [
      'a function that reads the wallet instead of the image',
      { readsWallet: true },
      WALLET,
      'the balances are not the sums of the amounts',
    ],
    ['entries that are numbered by the last entry', { numbersByHead: true }, WALLET, 'an entry has no posting'],
    ['a batch that is acknowledged before it is written', { acknowledgedFirst: true }, WALLET, NO_WAY_TO_AN_END],
    ['records in any order', { anyOrder: true }, WALLET, 'the statement has a gap'],
    [
      'the time of the commit, by clocks that differ',
      { timeOfCommit: true },
      WALLET,
      'the times of the statement go back',
    ],
    ['a statement that is opened with what was read', { openedBlindly: true }, OPENED, UNEQUAL],
    ['a commit of the version before', { commitOfVersionBefore: true }, WALLET, UNEQUAL],
  ])('finds the broken promise of %s', (_about, bent, bounds, promise) => {
    expect(exploreStatement(bent, bounds).broken?.promise).toBe(promise);
  });
});

describe('the places of a wallet', () => {
  it('admit a transfer with money, whatever senders without money do', () => {
    expect(explorePlaces({})).toEqual({ states: expect.any(Number) });
    expect(explorePlaces({}).states).toBeGreaterThan(30);
  });

  it.each<[string, BentPlaces]>([
    ['credits may take all places before their debits are held', { noReserve: true }],
    ['every request claims that the debit is held', { flagUnproved: true }],
    ['a credit without a place does not wait for its debit', { asksOnce: true }],
    ['the flag is part of the hold', { flagInHold: true }],
  ])('refuse it if %s', (_about, bent) => {
    expect(explorePlaces(bent).refused).toBeDefined();
  });
});

describe('the model of the refunds of a payment', () => {
  const MORE = 'more is given back than was received';
  const NOT_RECEIVED = 'the claims and the rest are not what was received';
  const LEFT = 'a claim is wrong after the end (ABORT)';
  const BOUNDS = { received: 3, amounts: [2, 2], maxStates: 1_000_000 } as const;

  it.each([
    ['of which one fits', [2, 2], ['0 happened', '1 happened']],
    ['which fit together', [2, 1], ['0 happened', '1 happened', '2 happened']],
    ['of which one fits alone', [3, 1], ['0 happened', '1 happened']],
  ] as const)('keeps every promise with two refunds %s, in every order of claims and runs', (_what, amounts, ends) => {
    const found = exploreRefunds({}, { ...BOUNDS, amounts });
    expect(found).toEqual({ exhaustive: true, ends, states: expect.any(Number) });
    expect(found.states).toBeGreaterThan(1_000);
  });

  it.each<[string, BentRefunds, string]>([
    ['a commit without a claim', { unclaimed: true }, MORE],
    ['a claim that is not compared with what is left', { claimsAnything: true }, NOT_RECEIVED],
    ['a claim that does not look for itself', { claimsAgain: true }, NOT_RECEIVED],
    ['an abort without a fence', { noFence: true }, LEFT],
    ['an abort that gives back before it raises the fence', { givesBackFirst: true }, LEFT],
    ['an abort that lowers the fence of another', { lowersFence: true }, LEFT],
    ['giving back without looking for the claim', { givesBackTwice: true }, NOT_RECEIVED],
    ['giving back before the decision', { givesBackBeforeDecision: true }, 'a claim is wrong after the end (COMMIT)'],
    ['giving back after a commit', { givesBackCommitted: true }, 'a claim is wrong after the end (COMMIT)'],
  ])('finds the broken promise of %s', (_rule, bent, promise) => {
    const amounts = bent.claimsAgain ? ([1, 2] as const) : BOUNDS.amounts;
    expect(exploreRefunds(bent, { ...BOUNDS, amounts }).broken?.promise).toBe(promise);
  });
});

describe('the freezes and limits of a wallet', () => {
  it('hold in every order of debits, credits, changes and clocks', () => {
    const { states, broken } = exploreControls({});
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThan(500);
  });

  it.each<[string, BentControls, string]>([
    ['a reserve looks first, and holds then', { looksFirst: true }, 'a wallet holds that is frozen or closed'],
    ['a debit compares itself with the day as it was read', { dayAsRead: true }, 'a day takes more than its limit'],
    ['a clock that goes back begins a day again', { dayBeginsAgain: true }, 'a day takes more than its limit'],
    ['a rollback gives back to another day', { backOnAnyDay: true }, 'a day takes more than its limit'],
    ['a wallet is closed while it holds', { closesWithHolds: true }, 'a closed wallet has money'],
    ['a wallet is closed by what was read', { closesAsRead: true }, 'a closed wallet has money'],
    ['a change names no version', { noVersion: true }, 'a late change undoes a later one'],
    ['a change that changes nothing makes no version', { sameVersion: true }, 'a late change undoes a later one'],
  ])('break if %s', (_about, bent, promise) => {
    expect(exploreControls(bent).broken?.promise).toBe(promise);
  });
});

describe('a payment that needs an approval', () => {
  it('has one end in every order of its rule, users, runs and its expiry', () => {
    const { states, broken } = exploreApprovals({});
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThan(100);
  });

  it.each<[string, BentApprovals, string]>([
    [
      'only the acceptance looks at the rule',
      { onlyAtAcceptance: true },
      'a payment is held that nobody has to approve',
    ],
    ['whoever asks may approve', { approvesOwn: true }, 'who asks for a payment approves it'],
    ['its payee captures it', { payeeCaptures: true }, 'money moves that nobody has approved'],
    ['its payee voids it', { payeeVoids: true }, 'the payee ends what it cannot see'],
    ['an approval is written over an end', { approvesLate: true }, 'a payment that has ended is approved'],
    ['an approval is written over another', { approvesTwice: true }, 'an approval is overwritten'],
    ['a rejection is written over an approval', { rejectsLate: true }, 'two decisions of users are told'],
    ['the expiry overtakes an approval', { expiresOver: true }, 'a payment ends while its capture stands'],
    ['an attempt in vain forgets its approval', { forgets: true }, 'two decisions of users are told'],
  ])('breaks its promise if %s', (_about, bent, promise) => {
    expect(exploreApprovals(bent).broken?.promise).toBe(promise);
  });
});
