import { given as givenSteps } from '../steps/given.ts';
import type { User } from '../steps/world.ts';
import { type InProcessWorld, startInProcess } from './world.ts';

/** A world with one user who has a wallet with 5 in it. */
export interface UnchangingWorld {
  readonly world: InProcessWorld;
  readonly user: User;
  readonly wallet: string;
}

/** What counts requests: every request may change it, refused or not. */
const COUNTER = /"key":"rate#/;

/** Starts a world for the tests of a file; each fails if it leaves any item of any table other than it was, but for what counts requests. */
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
    // From here on, so that the tests after one that failed do not fail with it.
    before = await contents();
    expect(before).toEqual(expected);
  });
  afterAll(() => world.stop());
  return () => prepared;
}
