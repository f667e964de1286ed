import { type BentPlaces, explorePlaces } from './places-model.ts';
import { type Bent, type Bounds, exploreTransfer } from './transfer-model.ts';

/** The last time of a schedule. Larger for a longer look: `MODEL_UNTIL=4 npx jest test/programs/protocol-model`. */
const until = Number(process.env.MODEL_UNTIL ?? 2);
const BOUNDS: Bounds = { skew: 1, until, maxStates: 5_000_000, opensLate: false, crowded: false };
const LATE: Partial<Bounds> = { opensLate: true };

describe('one transfer, in every order of its messages, keeps every promise', () => {
  it.each([
    ['between two open wallets', {}],
    ['to a wallet that is opened meanwhile', LATE],
    ['to a wallet in which it has to wait for its debit', { crowded: true, until: until - 1 }],
  ])('%s', (_about, bounds) => {
    const { exhaustive, ends, broken } = exploreTransfer({}, { ...BOUNDS, ...bounds });
    expect(broken).toBeUndefined();
    expect({ exhaustive, ends }).toEqual({ exhaustive: true, ends: { commit: true, abort: true } });
  });
});

describe('the model sees', () => {
  const HOLD = 'a hold is left after the end (abort)';
  it.each<[string, Bent, Partial<Bounds>, string]>([
    ['no fence', { noFence: true }, {}, HOLD],
    ['no marker on an empty rollback', { noEmptyRollback: true }, {}, HOLD],
    ['no fence on a rollback without a wallet', { noFenceBeforeOpening: true }, LATE, HOLD],
    ['a fence of the opening’s time, with clocks that differ', { fenceOfOpeningClock: true }, LATE, HOLD],
    ['an opening that forgets the fence', { openingForgetsFence: true }, LATE, HOLD],
    ['a deadline of every run', { deadlineByEveryRun: true }, {}, HOLD],
    ['a deadline from the acceptance', { deadlineFromAcceptance: true }, {}, 'it begins after its deadline'],
    ['a rollback before the decision', { rollbackBeforeDecision: true }, {}, 'money is made'],
    ['holds that expire', { holdsExpire: true }, {}, 'money is made'],
    ['runs that follow their own wish', { ownDecision: true }, {}, 'money is made'],
  ])('%s', (_about, bent, bounds, promise) => {
    const { broken } = exploreTransfer(bent, { ...BOUNDS, ...bounds });
    expect(broken?.promise).toBe(promise);
    expect(broken?.trace.length).toBeGreaterThan(2);
  });
});

describe('the places of a wallet', () => {
  it('have room for a transfer with money, whatever strangers without it do', () => {
    expect(explorePlaces({})).toEqual({ states: expect.any(Number) });
    expect(explorePlaces({}).states).toBeGreaterThan(30);
  });

  it.each<[string, BentPlaces]>([
    ['credits may take all of them before their debits are held', { noReserve: true }],
    ['everybody says that the debit is held', { flagUnproved: true }],
    ['who finds none does not wait for the debit', { asksOnce: true }],
    ['the flag is part of the hold', { flagInHold: true }],
  ])('have none for it if %s', (_about, bent) => {
    expect(explorePlaces(bent).refused).toBeDefined();
  });
});
