import { CONFIRMED_MS, type Factors, NO_FACTORS } from '../../lib/domain/second-factor.ts';
import { assertConfirmed, type StepUpPolicy } from '../../lib/usecases/confirmed-payment.ts';
import { appOnly, countedFactors } from './counted-factors.ts';

const NOW = Date.UTC(2026, 10, 26);
const APP = appOnly(NOW);
const ANN = { userId: 'ann-1', sessionId: 'session' };

/** A policy of 1,000, and the reads that it makes. */
function policy(factors: Factors, confirmedAt?: number): { reads: string[]; stepUp: StepUpPolicy } {
  const reads: string[] = [];
  const stepUp: StepUpPolicy = {
    ...countedFactors(reads, factors, { userId: 'ann-1', now: NOW, confirmedAt }),
    above: 1_000n,
  };
  return { reads, stepUp };
}

describe('a payment of a user with a second factor', () => {
  it('up to the figure needs no confirmation and no read', async () => {
    const { reads, stepUp } = policy(APP);
    await assertConfirmed(stepUp, ANN, 1_000n, NOW);
    expect(reads).toEqual([]);
  });

  it.each([
    ['never confirmed', undefined],
    ['confirmed too long ago', NOW - CONFIRMED_MS],
    ['confirmed before the factor was added', NOW - 2 * 86_400_000],
  ])('above the figure is refused in a session that was %s', async (_, confirmedAt) => {
    const { stepUp } = policy(APP, confirmedAt);
    await expect(assertConfirmed(stepUp, ANN, 1_001n, NOW)).rejects.toMatchObject({ code: 'step_up_required' });
  });

  it('above the figure passes in a session that was confirmed', async () => {
    const { stepUp } = policy(APP, NOW - CONFIRMED_MS + 1);
    await expect(assertConfirmed(stepUp, ANN, 1_001n, NOW)).resolves.toBeUndefined();
  });

  it.each([
    ['that has ended', { userId: 'ann-1', sessionId: 'other' }],
    ['of a version without sessions', { userId: 'ann-1' }],
  ])('above the figure is refused with the token of a session %s', async (_, caller) => {
    const { stepUp } = policy(APP, NOW);
    await expect(assertConfirmed(stepUp, caller, 1_001n, NOW)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

it('a large payment of a user without a second factor costs one read, and passes', async () => {
  const { reads, stepUp } = policy(NO_FACTORS);
  await assertConfirmed(stepUp, ANN, 1_001n, NOW);
  expect(reads).toEqual(['factors']);
});

it('a large payment by a key of a program passes: the key has limits of its own', async () => {
  const { reads, stepUp } = policy(APP);
  await assertConfirmed(stepUp, { userId: 'ann-1', key: {} }, 1_001n, NOW);
  expect(reads).toEqual([]);
});
