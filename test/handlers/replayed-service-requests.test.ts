import { services } from '../environment/services.ts';
import type { Answer } from '../steps/api.ts';
import { type Hold, shardSteps } from '../steps/shard-steps.ts';
import { freshWalletId } from '../steps/wallet-ids.ts';
import { type InProcessWorld, startInProcess } from './in-process/world.ts';

const SHARD = 1;

/** Whoever gets hold of a request of the orchestrator, token and all, can send it again. It must be of no use to him. */
describe('a service request that is sent again', () => {
  let world: InProcessWorld;
  let by: { token: string };
  const shard = shardSteps(() => world);
  beforeAll(async () => {
    world = await startInProcess();
    by = { token: await world.serviceToken(SHARD) };
  });
  afterAll(() => world.stop());

  const items = async () => (await world.tables.contents())[world.tables.shardWallets[SHARD]];

  /** Sends a request, and again: the second time it changes nothing. */
  async function twice(send: () => Promise<Answer>): Promise<void> {
    expect(await send()).toMatchObject({ status: 200 });
    const after = await items();
    await send();
    expect(await items()).toEqual(after);
  }

  async function wallet(): Promise<string> {
    const id = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
    await shard.createWallet(SHARD, id, by);
    const funding = held(id, '+10');
    await shard.reserve(SHARD, funding, by);
    await shard.commit(SHARD, funding, by);
    return id;
  }

  function held(id: string, amount: string): Hold {
    return { tx: shard.freshTransaction(), wallet: id, amount, deadline: Date.now() + 60_000 };
  }

  const requests: Record<string, () => Promise<void>> = {
    'POST /api/createwallet': async () => {
      const id = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
      await twice(() => shard.createWallet(SHARD, id, by));
    },
    'POST /api/reserve': async () => {
      const order = held(await wallet(), '-3');
      await twice(() => shard.reserve(SHARD, order, by));
    },
    'POST /api/commit': async () => {
      for (const amount of ['-3', '+3']) {
        const order = held(await wallet(), amount);
        await shard.reserve(SHARD, order, by);
        await twice(() => shard.commit(SHARD, order, by));
      }
    },
    'POST /api/rollback': async () => {
      const order = held(await wallet(), '-3');
      await shard.reserve(SHARD, order, by);
      await twice(() => shard.rollback(SHARD, order, by));
    },
  };

  it.each(Object.entries(requests))('%s changes nothing', (_, send) => send());

  it('is tried for everything that a shard can be told to do', () => {
    const routes = services().shards[SHARD]?.functions.flatMap((declared) => declared.routes) ?? [];
    expect(Object.keys(requests).sort()).toEqual(routes.filter((route) => route.startsWith('POST ')).sort());
  });

  it('changes nothing after the transfer is over either, in whatever order', async () => {
    for (const end of [shard.commit, shard.rollback]) {
      const order = held(await wallet(), '-3');
      await shard.reserve(SHARD, order, by);
      await end(SHARD, order, by);
      const after = await items();
      for (const again of [shard.reserve, shard.commit, shard.rollback, shard.reserve]) await again(SHARD, order, by);
      expect(await items()).toEqual(after);
    }
  });
});
