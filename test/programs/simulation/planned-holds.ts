import fc from 'fast-check';

/** A transfer that its payee captures, with all that is asked about it. */
export interface PlannedHold {
  readonly from: number;
  /** May be the id of a missing wallet. */
  readonly to: number;
  readonly amount: number;
  readonly at: number;
  /** The start of its workflow is lost. */
  readonly startLost: boolean;
  /** The delay of each of its runs before it begins, in ms. */
  readonly queuedMs: number;
  /** From its acceptance on. */
  readonly expiresInMs: number;
  /** Second runs, in ms from the acceptance. */
  readonly again: readonly number[];
  /** The number of tasks after which each run dies, in the order of their starts; undefined: it does not. */
  readonly dies: readonly (number | undefined)[];
  readonly requests: readonly PlannedRequest[];
  /** How much of what was captured is asked back, in percent. */
  readonly refunded: number | undefined;
}

/** A capture or a void, asked for from a time on until there is an answer. */
export interface PlannedRequest {
  /** How much of what is held, in percent; undefined: a void. */
  readonly percent: number | undefined;
  /** In ms from the acceptance. */
  readonly at: number;
  /** The function dies before it starts the workflow. */
  readonly startLost: boolean;
}

/** Expired long after all other things have come to their end. */
export const LONG_MS = 900_000;

const seldom = fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true));
/** Many at the same moment, so that they meet. */
const soon = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(700, 1_400, 2_800) }, fc.integer({ min: 0, max: 6_000 }));
const captured = fc.constantFrom(50, 100, 100, 30);

/** Up to 4 of them, or none. @param count the number of wallets. The next id is that of a missing one. */
export function plannedHolds(count: number, faultsMs: number): fc.Arbitrary<readonly PlannedHold[]> {
  const sometime = fc.integer({ min: 0, max: faultsMs });
  const request: fc.Arbitrary<PlannedRequest> = fc.record({
    percent: fc.oneof({ weight: 3, arbitrary: captured }, fc.constant(undefined)),
    at: fc.oneof({ weight: 3, arbitrary: soon }, { weight: 1, arbitrary: sometime }),
    startLost: seldom,
  });
  const hold = fc
    .record({
      from: fc.nat({ max: count - 1 }),
      step: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: Math.max(1, count - 1) }) }, fc.constant(count)),
      amount: fc.integer({ min: 1, max: 60 }),
      at: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: faultsMs / 2 })),
      startLost: seldom,
      queuedMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20_000 })),
      expiresInMs: fc.oneof(fc.constantFrom(1_390, 2_790), sometime, fc.constant(LONG_MS)),
      again: fc.array(fc.oneof(soon, sometime), { maxLength: 3 }),
      dies: fc.array(fc.oneof(fc.constant(undefined), fc.nat({ max: 5 })), { maxLength: 4 }),
      requests: fc.array(request, { maxLength: 4 }),
      refunded: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(50, 100, 120)),
    })
    .map(({ step, ...rest }) => ({ ...rest, to: step === count ? count : (rest.from + step) % count }));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(hold, { minLength: 1, maxLength: 4 }) },
  );
}
