import { type BentStripes, exploreStripes } from './stripes-model.ts';

/** The first debit needs what is on a stripe. */
const WALLET = { main: 1, striped: [1, 0], credits: [1, 1], debits: [2, 1], maxStates: 1_000_000 } as const;
/** Both need it, and there is enough for one of them. */
const SCARCE = { ...WALLET, credits: [1, 0], debits: [2, 2] } as const;
/** It has its money on the second stripe, and gets more on the first one. */
const LATER = { ...WALLET, striped: [0, 1], credits: [1, 0] } as const;

const REFUSED = 'a debit is refused while the wallet has enough';
const MONEY = 'money is lost or made';

describe('the model of a wallet in stripes', () => {
  it.each([
    ['that it affords in the end', WALLET],
    ['of which it affords one', SCARCE],
    ['while money comes to the stripe that was read', LATER],
  ] as const)(
    'keeps every promise with two debits %s, in every order of credits, reads and gathers',
    (_what, wallet) => {
      const found = exploreStripes({}, wallet);
      expect(found.broken).toBeUndefined();
      expect(found.exhaustive).toBe(true);
      expect(found.states).toBeGreaterThan(1_000);
    },
  );

  it('holds two debits that it affords together once its money has come', () => {
    expect(exploreStripes({}, WALLET).ends).toContain('held, held');
  });

  it('never holds two debits of which it affords one', () => {
    expect(exploreStripes({}, SCARCE).ends).not.toContain('held, held');
  });

  it.each<[string, BentStripes, string, Parameters<typeof exploreStripes>[1]]>([
    ['a debit that the main item refuses alone', { refusesByMain: true }, REFUSED, WALLET],
    ['a debit that reads the main item last', { readsStripesFirst: true }, REFUSED, WALLET],
    ['a debit that does not count what is on its way', { ignoresTransit: true }, REFUSED, WALLET],
    ['a debit on a stripe', { debitsOnStripes: true }, REFUSED, LATER],
    ['a stripe that gives what was read', { givesAsRead: true }, 'an item gives what it does not have', SCARCE],
    ['a stripe that does not count what it gives', { givesUncounted: true }, MONEY, WALLET],
    ['a main item that takes amounts', { takesAmounts: true }, 'more is taken than was given', WALLET],
    [
      'a main item that takes an earlier total',
      { takesEarlierTotals: true },
      'an item gives what it does not have',
      WALLET,
    ],
    ['a credit whose runs choose the stripe', { choosesAgain: true }, MONEY, WALLET],
  ])('finds the broken promise of %s', (_rule, bent, promise, wallet) => {
    expect(exploreStripes(bent, wallet).broken?.promise).toBe(promise);
  });
});
