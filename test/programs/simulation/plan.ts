import fc from 'fast-check';

/**
 * The duration of faults, in virtual ms. Afterwards every message arrives, but late ones are still
 * in flight.
 */
export const FAULTS_MS = 60_000;

/**
 * One schedule: everything that is drawn before it runs. The faults of single messages follow from
 * `seed`.
 */
export interface Plan {
  readonly seed: number;
  readonly shards: number;
  /** The initial money of each wallet; wallet ids are 0, 1, 2, … */
  readonly funds: readonly number[];
  /**
   * When each wallet is created, in virtual ms from the start. One that is created later than 0
   * starts without money.
   */
  readonly opened: readonly number[];
  readonly transfers: readonly PlannedTransfer[];
  /**
   * Duplicate runs of the workflow, which Express workflows may have, by index of the transfer and
   * virtual time.
   */
  readonly duplicates: readonly { readonly transfer: number; readonly at: number }[];
  /**
   * Runs that die: the run's number in order of start, and the number of tasks that it does before.
   */
  readonly crashes: readonly { readonly run: number; readonly afterTasks: number }[];
  /** How likely each kind of fault is: 0 none, 1 usual, 2 all the time. */
  readonly faults: number;
  /** The maximal error of any reading of a clock, in ms. */
  readonly skewMs: number;
}

export interface PlannedTransfer {
  readonly from: number;
  /** May be the id of a missing wallet. */
  readonly to: number;
  readonly amount: number;
  readonly at: number;
  /** The start of its workflow is lost, so that only the sweeper can start it. */
  readonly startLost: boolean;
  /** The delay of each of its runs before it begins, in ms. */
  readonly queuedMs: number;
}

const WALLETS = { minLength: 2, maxLength: 4 };

const wallets = fc.record({
  funds: fc.integer({ min: 0, max: 100 }),
  at: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 12_000 })),
});

/** All possible schedules. fast-check draws them from a seed and shrinks a failing one. */
export const plans: fc.Arbitrary<Plan> = fc.array(wallets, WALLETS).chain((opening) => {
  const opened = opening.map(({ at }) => at);
  const funds = opening.map((wallet) => (wallet.at === 0 ? wallet.funds : 0));
  const wallet = fc.nat({ max: funds.length - 1 });
  const transfer = fc
    .record({
      from: wallet,
      // One more than there are, for a transfer to a missing wallet.
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
