import { pauseAfter } from '../../lib/domain/full-jitter.ts';

const BACKOFF = { firstMs: 1_000, longestMs: 300_000 };

describe('the pause before the next attempt', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [9, 256_000],
    [10, 300_000],
    [1_000_000, 300_000],
  ])('after %d failures is at most %d ms', (failures, bound) => {
    expect(pauseAfter(failures, BACKOFF, 0.999_999)).toBe(bound);
  });

  it('is a random part of its bound, from 0 on', () => {
    expect(pauseAfter(3, BACKOFF, 0)).toBe(0);
    expect(pauseAfter(3, BACKOFF, 0.5)).toBe(2_000);
  });
});
