import { pauseAfter } from '../../../lib/local/webhook/backoff.ts';

const BACKOFF = { firstMs: 1_000, longestMs: 300_000 };

describe('the pause before the next attempt', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [9, 256_000],
    [10, 300_000],
    [1_000_000, 300_000],
  ])('after %d failures is below %d ms', (failures, bound) => {
    expect(pauseAfter(failures, BACKOFF, 0.999_999)).toBe(bound);
  });

  it('is anything from none on', () => {
    expect(pauseAfter(3, BACKOFF, 0)).toBe(0);
    expect(pauseAfter(3, BACKOFF, 0.5)).toBe(2_000);
  });
});
