import fc from 'fast-check';
import { CONTROLLERS, type Controller, FROZEN, type Frozen } from '../../../lib/domain/wallet-controls.ts';
import { type PlannedHold, plannedHolds } from './planned-holds.ts';

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
  /**
   * When the statement of each wallet with money is opened, in virtual ms from the start. It is of the
   * version before until then.
   */
  readonly statementAt: readonly number[];
  /** What owners and operators change in wallets. */
  readonly controls: readonly PlannedControl[];
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
  /** Refunds of the transfers, each asked for once its payee has the transfer. */
  readonly refunds: readonly PlannedRefund[];
  /** How many instances of the function that writes statements take the stream side by side. */
  readonly consumers: number;
  /** Transfers that their payees capture. */
  readonly holds: readonly PlannedHold[];
  /** How likely each kind of fault is: 0 none, 1 usual, 2 all the time. */
  readonly faults: number;
  /** The maximal error of any reading of a clock, in ms. */
  readonly skewMs: number;
}

export interface PlannedTransfer {
  readonly from: number;
  /** 1 to 10 payees, each once, and none of them the payer. */
  readonly credits: readonly PlannedCredit[];
  /** How much the debit is above the sum of the credits. The API would refuse any but 0. */
  readonly excess: number;
  readonly at: number;
  /** The start of its workflow is lost, so that only the sweeper can start it. */
  readonly startLost: boolean;
  /** The delay of each of its runs before it begins, in ms. */
  readonly queuedMs: number;
}

export interface PlannedControl {
  readonly wallet: number;
  readonly at: number;
  readonly by: Controller;
  /** A freeze, which null lifts; a limit, which null removes; or the end of the wallet. */
  readonly change: PlannedChange;
}

export type PlannedChange =
  | { readonly frozen: Frozen | null }
  | { readonly limit: 'minimum' | 'maxPayment' | 'maxPerDay'; readonly is: number | null }
  | 'close';

export interface PlannedCredit {
  /** May be the id of a missing wallet. */
  readonly to: number;
  readonly amount: number;
}

/** A refund that the payee asks for. The API would refuse one that exceeds the payment at once. */
export interface PlannedRefund {
  /** The transfer and its payee, by index; modulo their numbers. */
  readonly transfer: number;
  readonly payee: number;
  /** How much of what was received, in percent. */
  readonly percent: number;
  /** The first time that it is asked for. */
  readonly at: number;
  readonly startLost: boolean;
  readonly queuedMs: number;
  /** A second run of it, so many ms later. */
  readonly againMs: number | undefined;
}

/** From the start, or among the first transfers, or later. */
const from0 = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 300 }) },
  fc.integer({ min: 1, max: 12_000 }),
);
const wallets = fc.record({
  funds: fc.integer({ min: 0, max: 100 }),
  at: from0,
  statementAt: from0,
});
const opening = fc.oneof(
  { weight: 8, arbitrary: fc.array(wallets, { minLength: 2, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.array(wallets, { minLength: 4, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.array(wallets, { minLength: 11, maxLength: 11 }) },
);
const amounts = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: 41, max: 150 }));

const changes: fc.Arbitrary<PlannedChange> = fc.oneof(
  fc.record({ frozen: fc.option(fc.constantFrom(...FROZEN)) }),
  fc.record({
    limit: fc.constantFrom('minimum' as const, 'maxPayment' as const, 'maxPerDay' as const),
    is: fc.option(fc.integer({ min: 1, max: 40 })),
  }),
  fc.constant('close' as const),
);

/**
 * The payees of a transfer as steps from its payer, with their amounts: one, mostly 2 to 4, or up to
 * 10.
 * @param count the number of wallets. As many steps lead to a missing wallet.
 */
function payees(count: number): fc.Arbitrary<{ step: number; amount: number }[]> {
  const step = fc.oneof(
    { weight: 7, arbitrary: fc.integer({ min: 1, max: Math.max(1, count - 1) }) },
    fc.constant(count),
  );
  const payee = fc.record({ step, amount: amounts });
  const some = (least: number, most: number) =>
    fc
      .uniqueArray(payee, {
        minLength: Math.min(least, count),
        maxLength: Math.min(most, count),
        selector: ({ step }) => step,
      })
      // Parts of what a single payee would get: most payers have less than 100.
      .map((list) => list.map((one) => ({ ...one, amount: Math.max(1, Math.floor(one.amount / list.length)) })));
  return fc.oneof(
    { weight: 5, arbitrary: some(1, 1) },
    { weight: 4, arbitrary: some(2, 4) },
    { weight: 1, arbitrary: some(2, 10) },
  );
}

const refund: fc.Arbitrary<PlannedRefund> = fc.record({
  transfer: fc.nat({ max: 3 }),
  payee: fc.nat({ max: 9 }),
  percent: fc.oneof(fc.constantFrom(50, 60, 100), fc.integer({ min: 1, max: 130 })),
  at: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: FAULTS_MS / 2 })),
  startLost: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
  queuedMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20_000 })),
  againMs: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
    fc.integer({ min: 0, max: 30_000 }),
  ),
});

/** All possible schedules. fast-check draws them from a seed and shrinks a failing one. */
export const plans: fc.Arbitrary<Plan> = opening.chain((drawn) => {
  const opened = drawn.map(({ at }) => at);
  const funds = drawn.map((wallet) => (wallet.at === 0 ? wallet.funds : 0));
  const statementAt = drawn.map((wallet) => wallet.statementAt);
  const wallet = fc.nat({ max: funds.length - 1 });
  const transfer = fc
    .record({
      from: wallet,
      steps: payees(funds.length),
      excess: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(1)),
      at: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: FAULTS_MS })),
      startLost: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
      queuedMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 30_000 })),
    })
    .map(({ steps, ...rest }) => ({
      ...rest,
      credits: steps.map(({ step, amount }) => ({
        to: step === funds.length ? funds.length : (rest.from + step) % funds.length,
        amount,
      })),
    }));
  return fc.record({
    seed: fc.nat(),
    shards: fc.integer({ min: 1, max: 3 }),
    funds: fc.constant(funds),
    opened: fc.constant(opened),
    statementAt: fc.constant(statementAt),
    transfers: fc.array(transfer, { minLength: 1, maxLength: 4 }),
    duplicates: fc.array(fc.record({ transfer: fc.nat({ max: 3 }), at: fc.integer({ min: 0, max: FAULTS_MS }) }), {
      maxLength: 3,
    }),
    crashes: fc.array(fc.record({ run: fc.nat({ max: 6 }), afterTasks: fc.nat({ max: 8 }) }), { maxLength: 3 }),
    consumers: fc.constantFrom(1, 2),
    faults: fc.constantFrom(0, 1, 1, 1, 2),
    skewMs: fc.constantFrom(0, 1_000, 20_000, 60_000),
    refunds: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(refund, { minLength: 1, maxLength: 4 })),
    // What is added is the last, so that the rest of a schedule is as it was without it.
    controls: fc.oneof(
      fc.constant([]),
      fc.array(
        fc.record({
          wallet,
          // Most before the transfers that they are to meet.
          at: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: FAULTS_MS })),
          by: fc.constantFrom(...CONTROLLERS),
          change: changes,
        }),
        { maxLength: 6 },
      ),
    ),
    holds: plannedHolds(funds.length, FAULTS_MS),
  });
});
