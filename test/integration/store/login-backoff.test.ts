import { randomUUID } from 'node:crypto';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let tables: FreshTables;
let backoff: LoginBackoff;
beforeAll(async () => {
  tables = await memoryTables();
  backoff = new LoginBackoff(tables.documents, tables.throttles);
});
afterAll(() => tables.close());

/** The wait of one attempt, in ms. */
async function takeOne(login: string, now: number, address = 'elsewhere'): Promise<number> {
  return (await backoff.take(login, address, now, randomUUID())).waitMs;
}

/** Takes attempts one after another. @returns the wait of each */
async function take(login: string, attempts: number, now: number, address?: string): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 0; n < attempts; n++) waits.push(await takeOne(login, now, address));
  return waits;
}

/** Logs in with the right password. */
async function logIn(login: string, address: string, now: number): Promise<void> {
  const attempt = await backoff.take(login, address, now, randomUUID());
  expect(attempt.waitMs).toBe(0);
  await backoff.succeeded(login, address, attempt, now);
}

describe('LoginBackoff', () => {
  it('admits five failures, then imposes a second', async () => {
    expect(await take('ann', 7, NOW)).toEqual([0, 0, 0, 0, 0, 1_000, 1_000]);
  });

  it('doubles the wait each time, up to a quarter of an hour', async () => {
    await take('bob', 5, NOW);
    let now = NOW;
    const waits: number[] = [];
    for (let n = 0; n < 13; n++) {
      const wait = await takeOne('bob', now);
      waits.push(wait / 1_000);
      now += wait;
      expect(await takeOne('bob', now)).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('does not extend the wait for attempts during it', async () => {
    await take('cat', 5, NOW);
    expect(await take('cat', 5, NOW + 400)).toEqual([600, 600, 600, 600, 600]);
    expect(await takeOne('cat', NOW + 1_000)).toBe(0);
  });

  it('starts over after the right password', async () => {
    await take('dan', 4, NOW);
    await logIn('dan', 'elsewhere', NOW);
    expect(await take('dan', 6, NOW)).toEqual([0, 0, 0, 0, 0, 1_000]);
    expect(await take('dan', 6, NOW, 'somewhere new')).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('counts each login separately', async () => {
    await take('eve', 6, NOW);
    expect(await takeOne('eva', NOW)).toBe(0);
  });

  it('counts all unknown addresses of a login together', async () => {
    for (let n = 0; n < 5; n++) expect(await takeOne('ed', NOW, `address ${n}`)).toBe(0);
    expect(await takeOne('ed', NOW, 'address 5')).toBe(1_000);
  });

  it('forgets failures a day after the last one, whether the item is deleted or not', async () => {
    await take('fay', 5, NOW);
    await takeOne('fay', NOW + 1_000);
    expect(await take('fay', 6, NOW + DAY + 1_000)).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('does not forget failures earlier', async () => {
    await take('gus', 5, NOW);
    const later = NOW + DAY - 1_000;
    expect(await take('gus', 2, later)).toEqual([0, 2_000]);
  });

  it('admits five of 50 concurrent attempts', async () => {
    const waits = await Promise.all(Array.from({ length: 50 }, () => takeOne('hal', NOW)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  });

  it('admits one of 20 concurrent attempts at the end of a wait', async () => {
    await take('ida', 5, NOW);
    const waits = await Promise.all(Array.from({ length: 20 }, () => takeOne('ida', NOW + 1_000)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
  });
});

describe('an address known for a login', () => {
  it('does not wait because of failures from unknown addresses', async () => {
    await logIn('jane', 'home', NOW);
    let now = NOW;
    for (let failures = 0; now < NOW + 6 * HOUR; failures++) {
      const wait = await takeOne('jane', now, `stranger ${failures % 3}`);
      expect(wait).toBeLessThanOrEqual(900_000);
      if (failures % 5 === 4) await logIn('jane', 'home', now);
      now += wait;
    }
    expect(await takeOne('jane', now - 1, 'another stranger')).toBe(1);
    await logIn('jane', 'home', now - 1);
  });

  it('does not change the counter of unknown addresses by logging in', async () => {
    await logIn('kim', 'home', NOW);
    await take('kim', 6, NOW);
    await logIn('kim', 'home', NOW + 100);
    expect(await takeOne('kim', NOW + 100)).toBe(900);
  });

  it('waits after its own failures, without effect on unknown addresses', async () => {
    await logIn('lee', 'home', NOW);
    expect(await take('lee', 6, NOW, 'home')).toEqual([0, 0, 0, 0, 0, 1_000]);
    expect(await takeOne('lee', NOW)).toBe(0);
    expect(await take('lee', 6, NOW + DAY, 'home')).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('stays known for 30 days after the last success', async () => {
    await logIn('mia', 'home', NOW);
    await logIn('mia', 'home', NOW + 20 * DAY);
    await take('mia', 5, NOW + 50 * DAY - 1_000);
    expect(await takeOne('mia', NOW + 50 * DAY - 1_000, 'home')).toBe(0);
    expect(await takeOne('mia', NOW + 50 * DAY, 'home')).toBe(0);
    expect(await takeOne('mia', NOW + 50 * DAY, 'home')).toBe(2_000);
  });

  it('is known for this login only', async () => {
    await logIn('ned', 'home', NOW);
    await take('nat', 5, NOW);
    expect(await takeOne('nat', NOW, 'home')).toBe(1_000);
  });

  it('shares no counter with a login spelled like login and address together', async () => {
    await logIn('ona', 'home', NOW);
    for (const login of ['ona#home', 'home#ona', '#home#ona']) await take(login, 6, NOW);
    expect(await takeOne('ona', NOW, 'home')).toBe(0);
    expect(await takeOne('ona', NOW)).toBe(0);
  });

  it('does not become known by a failed login', async () => {
    await take('pia', 6, NOW, 'cafe');
    expect(await takeOne('pia', NOW, 'elsewhere')).toBe(1_000);
  });
});
