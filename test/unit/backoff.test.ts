import { ulid } from 'ulid';
import { delayAfter } from '../../lib/domain/login-backoff.ts';
import {
  FIRST_DUE_MS,
  nextDueAt,
  UNFINISHED_PARTITIONS,
  unfinishedPartition,
} from '../../lib/domain/retry-schedule.ts';

describe('The delay after failed logins', () => {
  it('is zero for the first four failures, then a second', () => {
    expect([0, 1, 2, 3, 4].map(delayAfter)).toEqual([0, 0, 0, 0, 0]);
    expect(delayAfter(5)).toBe(1000);
  });

  it('doubles up to 15 minutes and never locks for ever', () => {
    expect([6, 7, 8, 14].map(delayAfter)).toEqual([2_000, 4_000, 8_000, 512_000]);
    expect([15, 16, 100, 5_000].map(delayAfter)).toEqual([900_000, 900_000, 900_000, 900_000]);
  });
});

describe("The pause before the sweeper's next restart", () => {
  it('doubles from a minute after the first restart to an hour', () => {
    expect([1, 2, 3, 4, 5, 6].map((attempts) => nextDueAt(0, attempts) / 60_000)).toEqual([1, 2, 4, 8, 16, 32]);
    expect([7, 8, 100, 1e9].map((attempts) => nextDueAt(0, attempts) / 60_000)).toEqual([60, 60, 60, 60]);
  });

  it('is counted from now', () => {
    expect(nextDueAt(5_000, 0)).toBe(5_000 + FIRST_DUE_MS);
  });
});

describe('The partition of an unfinished transfer or wallet', () => {
  it('is one of the swept partitions, for every kind of id', () => {
    for (const id of ['0', '7', '9'.repeat(512), ulid(), 'Z'])
      expect(UNFINISHED_PARTITIONS).toContain(unfinishedPartition(id));
  });

  it('spreads transfers over all partitions', () => {
    const used = new Set(Array.from({ length: 500 }, () => unfinishedPartition(ulid())));
    expect(used.size).toBe(UNFINISHED_PARTITIONS.length);
  });
});
