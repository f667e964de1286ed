import { services } from '../../support/environment/services.ts';
import { hotWallet, type ShardTables } from './hot-wallet.ts';
import { shardTables } from './hot-wallets.ts';

/** Of 1,000 transfers a second in 32 stripes. */
const SHARE = 32;
/** For one item, on partitions of a tenth. */
const TOO_MUCH = { rate: 14, partition: 100 };

let tables: ShardTables;

beforeAll(() => {
  const [shard] = services().shards;
  if (!shard) throw new Error('there is a shard');
  tables = shardTables(shard);
});

describe('a wallet with many credits', () => {
  it('takes on one item what 1,000 transfers a second are for each of 32 stripes', async () => {
    const { givenUp, throttled, busiest } = await hotWallet(tables, { stripes: 0, rate: SHARE });
    expect({ givenUp, throttled }).toEqual({ givenUp: 0, throttled: 0 });
    expect(busiest.second).toBeLessThan(1_000);
  });

  it('gives transfers up on one item that it does not give up in stripes', async () => {
    expect((await hotWallet(tables, { ...TOO_MUCH, stripes: 0 })).givenUp).toBeGreaterThan(0);
    const { arrived, committed, givenUp } = await hotWallet(tables, { ...TOO_MUCH, stripes: 4 });
    expect(givenUp).toBe(0);
    expect(committed).toBeGreaterThan(0.9 * arrived);
  });

  it('takes fewer write units for a transfer the more stripes it has', async () => {
    const [one, four] = [
      await hotWallet(tables, { stripes: 0, rate: 10 }),
      await hotWallet(tables, { stripes: 4, rate: 10 }),
    ];
    expect(four.unitsEach).toBeLessThan(one.unitsEach / 2);
  });
});
