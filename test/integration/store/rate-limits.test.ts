import { type RatePolicy, windowAt } from '../../../lib/domain/rate-limit.ts';
import { RateLimiter } from '../../../lib/lambda/http/rate-limiter.ts';
import { RateCounters } from '../../../lib/store/rate-counters.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const MINUTE = 60_000;
const NOW = 28_333_333 * MINUTE + 39_000;

/** The counters of the table, and the number of writes to them. */
class CountedCounters extends RateCounters {
  writes = 0;
  override add(...order: Parameters<RateCounters['add']>) {
    this.writes++;
    return super.add(...order);
  }
}

let tables: FreshTables;
let counters: CountedCounters;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());
beforeEach(() => {
  counters = new CountedCounters(tables.documents, tables.throttles);
});

let policies = 0;
const policy = (of: Partial<RatePolicy> = {}): RatePolicy => ({
  name: `policy-${policies++}`,
  limit: 600,
  windowSeconds: 60,
  credit: 10,
  ...of,
});

/** Sends requests one after another. @returns the number of admitted ones */
async function send(limiter: RateLimiter, requests: number, subject = 'ann', now = NOW): Promise<number> {
  let allowed = 0;
  for (let n = 0; n < requests; n++) if ((await limiter.take(subject, now)).allowed) allowed++;
  return allowed;
}

describe('a limit with credit', () => {
  it('is exact in one instance, and writes once for every ten requests', async () => {
    const limiter = new RateLimiter(counters, policy());
    expect(await send(limiter, 1_000)).toBe(600);
    expect(counters.writes).toBe(60);
  });

  it('writes nothing for the first ten requests, and nothing for refused ones', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 20 }));
    await send(limiter, 10);
    expect(counters.writes).toBe(0);
    await send(limiter, 11);
    expect(counters.writes).toBe(2);
    expect(await send(limiter, 1_000)).toBe(0);
    expect(counters.writes).toBe(2);
  });

  it.each([1, 3, 10, 25, 99])('is exact for a limit of %i too', async (limit) => {
    expect(await send(new RateLimiter(counters, policy({ limit })), 120)).toBe(limit);
  });

  it('is exact for a hundred concurrent requests', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 42 }));
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => limiter.take('ann', NOW)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(42);
  });

  it('admits at most one chunk more for each further instance', async () => {
    const shared = policy({ limit: 100 });
    const instances = Array.from({ length: 5 }, () => new RateLimiter(counters, shared));
    let allowed = 0;
    for (let n = 0; n < 60; n++) for (const instance of instances) allowed += await send(instance, 1);
    expect(allowed).toBeGreaterThanOrEqual(100);
    expect(allowed).toBeLessThanOrEqual(100 + 4 * 10);
  });

  it('returns how many requests are left and when the next window begins', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 12 }));
    const said: number[] = [];
    for (let n = 0; n < 13; n++) said.push((await limiter.take('ann', NOW)).remaining);
    expect(said).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
    expect((await limiter.take('ann', NOW)).resetMs).toBe(21_000);
  });

  it('starts from zero when the next window begins', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 12 }));
    expect(await send(limiter, 20)).toBe(12);
    expect(await send(limiter, 20, 'ann', NOW + 20_999)).toBe(0);
    expect(await send(limiter, 20, 'ann', NOW + 21_000)).toBe(12);
  });

  it('counts each subject separately', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 12 }));
    expect(await send(limiter, 20, 'ann')).toBe(12);
    expect(await send(limiter, 20, 'bob')).toBe(12);
  });

  it('bounds the number of subjects that it remembers', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 10 }), 100);
    await send(limiter, 10, 'ann');
    for (let n = 0; n < 99; n++) await send(limiter, 1, `user-${n}`);
    expect(await send(limiter, 1, 'ann')).toBe(0);
    for (let n = 0; n < 100; n++) await send(limiter, 1, `user-${n}`);
    expect(await send(limiter, 1, 'ann')).toBe(1);
  });
});

describe('a limit without credit', () => {
  const exact = policy({ limit: 30, windowSeconds: 3600, credit: 0 });

  it('is exact for any number of instances', async () => {
    const instances = Array.from({ length: 5 }, () => new RateLimiter(counters, exact));
    const verdicts = await Promise.all(
      instances.flatMap((instance) => Array.from({ length: 20 }, () => instance.take('a', NOW))),
    );
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(30);
    // 30 admitted requests, and one refused write in each instance.
    expect(counters.writes).toBeLessThanOrEqual(30 + 5);
  });

  it('returns how many requests are left', async () => {
    const limiter = new RateLimiter(counters, policy({ limit: 3, credit: 0 }));
    const said: number[] = [];
    for (let n = 0; n < 4; n++) said.push((await limiter.take('ann', NOW)).remaining);
    expect(said).toEqual([2, 1, 0, 0]);
  });
});

describe('a rate limit whose table does not respond', () => {
  const nothing = () => new CountedCounters(tables.documents, 'no-such-table');

  it('admits every request with credit, and counts them once the table is back', async () => {
    let broken = true;
    const sometimes: Pick<RateCounters, 'add'> = {
      add: (...order) => (broken ? nothing() : counters).add(...order),
    };
    const limiter = new RateLimiter(sometimes, policy({ limit: 50 }));
    expect(await send(limiter, 75)).toBe(75);
    broken = false;
    expect(await send(limiter, 75)).toBe(5);
  });

  it('does not call the table again for every request, if there is credit', async () => {
    const counted = nothing();
    expect(await send(new RateLimiter(counted, policy()), 100)).toBe(100);
    expect(counted.writes).toBe(9);
  });

  it('admits every request without credit', async () => {
    expect(await send(new RateLimiter(nothing(), policy({ limit: 3, credit: 0 })), 10)).toBe(10);
  });
});

it('a counter expires soon after its window', async () => {
  const limited = policy({ credit: 0 });
  await new RateLimiter(counters, limited).take('ann', NOW);
  const { number, endsAt } = windowAt(limited, NOW);
  const items = (await tables.contents())[tables.throttles]?.filter((item) => item.includes(`#${limited.name}#`));
  const expires = endsAt / 1000 + 60;
  expect(items).toEqual([`{"expires_at":"${expires}n","key":"rate#${limited.name}#${number}#ann","used":"1n"}`]);
});
