import { type BentStripeFreezes, exploreStripeFreezes } from './stripe-freezes-model.ts';

const TAKES = 'a stripe takes what is frozen';
const OTHERWISE = 'a stripe is frozen otherwise';
/** `npm run test:model` also explores a change of the other controller. */
const COUNTS = process.env.MODEL_UNTIL === undefined ? [2] : [2, 3];

describe('the freezes of a wallet in stripes', () => {
  it.each(COUNTS)('are of all of its items once they are confirmed, in every order of %i changes', (count) => {
    const found = exploreStripeFreezes({}, count);
    expect(found).toEqual({ exhaustive: true, ends: ['all items agree'], states: expect.any(Number) });
    expect(found.states).toBeGreaterThan(2_000);
  });

  it.each<[string, BentStripeFreezes, string]>([
    ['a stripe does not compare versions', { anyVersion: true }, OTHERWISE],
    ['they are confirmed before all stripes have them', { confirmsEarly: true }, TAKES],
    ['the stripes are written before the main item', { stripesFirst: true }, OTHERWISE],
    ['a reader does not finish what it finds', { showsMain: true }, TAKES],
    ['a new stripe has no version', { newWithoutVersion: true }, TAKES],
    ['a new stripe is as frozen as the wallet was', { newAsRead: true }, TAKES],
    ['a stripe is missed that is made meanwhile', { stripesAsRead: true }, TAKES],
  ])('break if %s', (_rule, bent, promise) => {
    expect(exploreStripeFreezes(bent, 2).broken?.promise).toBe(promise);
  });
});
