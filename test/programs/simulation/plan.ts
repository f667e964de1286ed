import fc from 'fast-check';

/** How long faults happen, in virtual ms. After that every message arrives, but late ones are still under way. */
export const FAULTS_MS = 60_000;

/** One schedule: everything that is drawn before it runs. What happens to single messages follows from `seed`. */
export interface Plan {
  readonly seed: number;
  readonly shards: number;
  /** What is in each wallet at first; wallet ids are 0, 1, 2, … */
  readonly funds: readonly number[];
  /** When each wallet is opened, in virtual ms from the begin. One that is opened later than that has no money at first. */
  readonly opened: readonly number[];
  readonly transfers: readonly PlannedTransfer[];
  /** Further runs of the workflow, as Express workflows may have, by index of the transfer and virtual time. */
  readonly duplicates: readonly { readonly transfer: number; readonly at: number }[];
  /** Runs that die: the run's number in order of start, and after how many of its tasks. */
  readonly crashes: readonly { readonly run: number; readonly afterTasks: number }[];
  /** How likely each kind of fault is: 0 none, 1 usual, 2 all the time. */
  readonly faults: number;
  /** How far any clock may be off at any reading, in ms. */
  readonly skewMs: number;
}

export interface PlannedTransfer {
  readonly from: number;
  /** May be the id of no wallet. */
  readonly to: number;
  readonly amount: number;
  readonly at: number;
  /** The start of its workflow is lost: only the sweeper can help. */
  readonly startLost: boolean;
  /** How long each of its runs waits for its turn before it begins, in ms. */
  readonly queuedMs: number;
}

const WALLETS = { minLength: 2, maxLength: 4 };

const wallets = fc.record({
  funds: fc.integer({ min: 0, max: 100 }),
  at: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 12_000 })),
});

/** All schedules there are. fast-check draws them from a seed and makes a failing one smaller. */
export const plans: fc.Arbitrary<Plan> = fc.array(wallets, WALLETS).chain((opening) => {
  const opened = opening.map(({ at }) => at);
  const funds = opening.map((wallet) => (wallet.at === 0 ? wallet.funds : 0));
  const wallet = fc.nat({ max: funds.length - 1 });
  const transfer = fc
    .record({
      from: wallet,
      // One more than there are: a transfer to nobody.
      step: fc.integer({ min: 1, max: funds.length }),
      amount: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: 41, max: 150 })),
      at: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: FAULTS_MS })),
      startLost: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
      queuedMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 30_000 })),
    })
    .map(({ step, ...rest }) => ({
      ...rest,
      to: step === funds.length ? funds.length : (rest.from + step) % funds.length,
    }));
  return fc.record({
    seed: fc.nat(),
    shards: fc.integer({ min: 1, max: 3 }),
    funds: fc.constant(funds),
    opened: fc.constant(opened),
    transfers: fc.array(transfer, { minLength: 1, maxLength: 4 }),
    duplicates: fc.array(fc.record({ transfer: fc.nat({ max: 3 }), at: fc.integer({ min: 0, max: FAULTS_MS }) }), {
      maxLength: 3,
    }),
    crashes: fc.array(fc.record({ run: fc.nat({ max: 6 }), afterTasks: fc.nat({ max: 8 }) }), { maxLength: 3 }),
    faults: fc.constantFrom(0, 1, 1, 1, 2),
    skewMs: fc.constantFrom(0, 1_000, 20_000, 60_000),
  });
});
