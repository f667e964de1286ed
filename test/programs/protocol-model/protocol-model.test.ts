import { type BentPlaces, explorePlaces } from './places-model.ts';
import { type Bent, type Bounds, exploreTransfer } from './transfer-model.ts';

/**
 * The last time of a schedule. Larger for a longer look: `MODEL_UNTIL=4 npx jest
 * test/programs/protocol-model`.
 */
const until = Number(process.env.MODEL_UNTIL ?? 2);
const BOUNDS: Bounds = { skew: 1, until, maxStates: 5_000_000, createdLate: false, crowded: false };
const LATE: Partial<Bounds> = { createdLate: true };

describe('the model of one transfer keeps every promise in every order of messages', () => {
  it.each([
    ['between two existing wallets', {}],
    ['to a wallet that is created meanwhile', LATE],
    ['to a crowded wallet, where a credit waits for its debit', { crowded: true, until: until - 1 }],
  ])('%s', (_about, bounds) => {
    const { exhaustive, ends, broken } = exploreTransfer({}, { ...BOUNDS, ...bounds });
    expect(broken).toBeUndefined();
    expect({ exhaustive, ends }).toEqual({ exhaustive: true, ends: { commit: true, abort: true } });
  });
});

describe('the model of one transfer finds the broken promise of', () => {
  const HOLD = 'a hold is left after the end (abort)';
  it.each<[string, Bent, Partial<Bounds>, string]>([
    ['no fence', { noFence: true }, {}, HOLD],
    ['no tombstone on an empty rollback', { noEmptyRollback: true }, {}, HOLD],
    ['no fence on a rollback without a wallet', { noFenceBeforeCreation: true }, LATE, HOLD],
    ['a fence at the time of creation, with clocks that differ', { fenceOfCreationClock: true }, LATE, HOLD],
    ['a creation that forgets the fence', { creationForgetsFence: true }, LATE, HOLD],
    ['a new deadline in every run', { deadlineByEveryRun: true }, {}, HOLD],
    [
      'a deadline from the acceptance of the transfer',
      { deadlineFromAcceptance: true },
      {},
      'it begins after its deadline',
    ],
    ['a rollback before the decision', { rollbackBeforeDecision: true }, {}, 'money is made'],
    ['holds that expire', { holdsExpire: true }, {}, 'money is made'],
    ['runs that follow their own decision', { ownDecision: true }, {}, 'money is made'],
  ])('%s', (_about, bent, bounds, promise) => {
    const { broken } = exploreTransfer(bent, { ...BOUNDS, ...bounds });
    expect(broken?.promise).toBe(promise);
    expect(broken?.trace.length).toBeGreaterThan(2);
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
