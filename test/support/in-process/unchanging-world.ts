import { given as givenSteps } from '../steps/given.ts';
import type { User } from '../steps/world.ts';
import { type InProcessWorld, startInProcess } from './in-process-world.ts';

/** A world with one user who has a wallet with 5 in it. */
export interface UnchangingWorld {
  readonly world: InProcessWorld;
  readonly user: User;
  readonly wallet: string;
}

/** The counters of the rate limits, which every request may change, refused or not. */
const COUNTER = /"key":"rate#/;

/**
 * Starts a world for the tests of a file. A test that changes an item of any table fails, except
 * for the counters.
 */
export function unchangingWorld(): () => UnchangingWorld {
  let world: InProcessWorld;
  let prepared: UnchangingWorld;
  let before: Record<string, string[]>;
  beforeAll(async () => {
    world = await startInProcess();
    prepared = { world, ...(await givenSteps(() => world).userWithWallet({ shard: 1, money: 5 })) };
    before = await contents();
  });
  const contents = async () => {
    const tables = Object.entries(await world.tables.contents());
    return Object.fromEntries(tables.map(([name, items]) => [name, items.filter((item) => !COUNTER.test(item))]));
  };
  afterEach(async () => {
    const expected = before;
    // The next test compares with these contents, so that it does not fail because of this one.
    before = await contents();
    expect(before).toEqual(expected);
  });
  afterAll(() => world.stop());
  return () => prepared;
}
