import { LoginThrottle } from '../../lib/store/login-throttle.ts';
import { type FreshTables, freshTables } from '../environment/tables.ts';

const NOW = 1_700_000_000_000;
const DAY = 24 * 3_600_000;

let tables: FreshTables;
let throttle: LoginThrottle;
beforeAll(async () => {
  tables = await freshTables();
  throttle = new LoginThrottle(tables.documents, tables.throttles);
});
afterAll(() => tables.close());

/** Takes as many attempts one after another; answers what each has to wait. */
async function take(login: string, attempts: number, now: number): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 0; n < attempts; n++) waits.push(await throttle.take(login, now));
  return waits;
}

describe('attempts to log in', () => {
  it('are free five times, then wait a second', async () => {
    expect(await take('ann', 7, NOW)).toEqual([0, 0, 0, 0, 0, 1_000, 1_000]);
  });

  it('wait twice as long each time, up to a quarter of an hour, and never for ever', async () => {
    await take('bob', 5, NOW);
    let now = NOW;
    const waits: number[] = [];
    for (let n = 0; n < 13; n++) {
      const wait = await throttle.take('bob', now);
      waits.push(wait / 1_000);
      now += wait;
      expect(await throttle.take('bob', now)).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('that come too early do not make the wait longer', async () => {
    await take('cat', 5, NOW);
    expect(await take('cat', 5, NOW + 400)).toEqual([600, 600, 600, 600, 600]);
    expect(await throttle.take('cat', NOW + 1_000)).toBe(0);
  });

  it('start over after the right password', async () => {
    await take('dan', 6, NOW);
    await throttle.clear('dan');
    expect(await take('dan', 6, NOW)).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('are counted by login', async () => {
    await take('eve', 6, NOW);
    expect(await throttle.take('eva', NOW)).toBe(0);
  });

  it('are forgotten a day after the last one, whether the item is deleted or not', async () => {
    await take('fay', 5, NOW);
    await throttle.take('fay', NOW + 1_000);
    expect(await take('fay', 6, NOW + DAY + 1_000)).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('are not forgotten before', async () => {
    await take('gus', 5, NOW);
    const later = NOW + DAY - 1_000;
    expect(await take('gus', 2, later)).toEqual([0, 2_000]);
  });

  it('of 50 at the same time five go on: none of many guesses is free', async () => {
    const waits = await Promise.all(Array.from({ length: 50 }, () => throttle.take('hal', NOW)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  });

  it('of 20 at the end of a wait one goes on', async () => {
    await take('ida', 5, NOW);
    const waits = await Promise.all(Array.from({ length: 20 }, () => throttle.take('ida', NOW + 1_000)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
  });
});
