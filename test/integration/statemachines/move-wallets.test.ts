import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { stopClock } from '../../support/in-process/stopped-clock.ts';
import type { Runner } from './runner.ts';
import { newWalletId } from './transfers.ts';
import { makeWorkflowWorld, type WorkflowWorld } from './workflow-world.ts';

let world: WorkflowWorld;
let growths: Growths;
let runner: Runner;
beforeAll(async () => {
  stopClock(Date.now());
  world = await makeWorkflowWorld();
  growths = new Growths(world.tables.documents, world.tables.wallets);
  runner = world.runner('move-wallets', 'the run');
});
afterEach(() => world.heal());
afterAll(async () => {
  await world.close();
  jest.useRealTimers();
});

/** A claimed wallet on shard 1, which has a statement without an entry. */
async function walletOnShard1(): Promise<string> {
  const walletId = newWalletId(1);
  const now = Date.now();
  const entry = { walletId, owner: 'ann', shard: 1, status: 'ACTIVE', createdAt: new Date(now).toISOString() } as const;
  await world.directory.claim(entry, now);
  await world.shards[1].createWallet(walletId);
  return walletId;
}

/** Begins a change of the number of shards: to one, or back to two. */
async function growth(to: 1 | 2, now = Date.now()): Promise<number> {
  const step = { from: to === 1 ? 2 : 1, to, perSecond: 1_000, expected: 1 };
  const begun = await growths.begin(await growths.get(), step, now);
  if (!begun) throw new Error('another growth has begun');
  return begun.op;
}

/** The shard that the directory names. */
const named = async (walletId: string) => (await world.directory.get(walletId))?.shard;

/** Where the wallet is, as the directory says, and its balance there. */
async function standing(walletId: string) {
  const shard = await named(walletId);
  if (shard !== 0 && shard !== 1) throw new Error('the directory names no shard');
  return { shard, balance: await balanceOn(shard, walletId) };
}

async function balanceOn(shard: 0 | 1, walletId: string) {
  const wallet = await world.shards[shard].get(walletId);
  return wallet && balanceOf(wallet).balance;
}

/** Time passes as wallets leave their shard: this many ms with each. */
function passWithEachMove(ms: number): void {
  world.network.onDelivered = (line) => {
    if (line.startsWith('tombwallet ')) jest.setSystemTime(Date.now() + ms);
  };
}

describe('the workflow that moves wallets', () => {
  it('brings the wallets of a shard to those that have them by the new number', async () => {
    const walletIds = [await walletOnShard1(), await walletOnShard1()];
    const op = await growth(1);
    expect(await runner.run({ op, shard: 1 })).toMatchObject({ end: 'Done' });
    for (const walletId of walletIds) expect(await standing(walletId)).toEqual({ shard: 0, balance: 0n });
    expect((await growths.get())?.parts[1]).toMatchObject({ done: true, moved: walletIds.length });
  });

  it('finds the growth moved once the last shard has nothing left', async () => {
    const { op } = (await growths.get()) ?? { op: 0 };
    await runner.run({ op, shard: 0 });
    expect(await growths.get()).toMatchObject({ op, state: 'moved' });
  });

  it('moves nothing while the growth is paused, or for one that was turned back', async () => {
    const walletId = await walletOnShard1();
    const op = await growth(1);
    await growths.change(op, { state: 'paused', after: ['moving'] });
    expect(await runner.run({ op, shard: 1 })).toMatchObject({ end: 'Done' });
    expect(await standing(walletId)).toMatchObject({ shard: 1 });
    await growth(2);
    expect(await runner.run({ op, shard: 1 })).toMatchObject({ end: 'Done' });
    expect(await standing(walletId)).toMatchObject({ shard: 1 });
  });

  it('ends while the shard is down, and the sweeper starts it again', async () => {
    const walletId = await walletOnShard1();
    const op = await growth(1, Date.now() - 61_000);
    world.network.fail('request lost', { on: 'wallets' });
    expect(await runner.run({ op, shard: 1 })).toMatchObject({ end: 'NotMoved' });
    world.heal();
    expect(await world.sweep({}, {})).toMatchObject({ movers: 2 });
    await eventually(async () => (await named(walletId)) === 0);
    expect(await standing(walletId)).toEqual({ shard: 0, balance: 0n });
  });

  it.each(['request lost', 'response lost'] as const)('retries a write that meets a fault (%s)', async (fault) => {
    const walletId = await walletOnShard1();
    const op = await growth(1);
    for (const on of ['markwallet', 'putwallet', 'tombwallet'] as const)
      world.network.fail(fault, { walletId, on, times: 1 });
    expect(await runner.run({ op, shard: 1 })).toMatchObject({ end: 'Done' });
    expect(await balanceOn(0, walletId)).toBe(0n);
  });

  it('goes on in another batch where the time of one is over', async () => {
    const walletId = await walletOnShard1();
    const op = await growth(1);
    passWithEachMove(21_000);
    const { end, path } = await runner.run({ op, shard: 1 });
    expect(end).toBe('Done');
    expect(path.filter((state) => state === 'Move a batch')).toHaveLength(2);
    expect(await standing(walletId)).toEqual({ shard: 0, balance: 0n });
    expect((await growths.get())?.parts[1]).toMatchObject({ done: true });
  });

  it('leaves the rest to its next execution where its own time is over', async () => {
    await walletOnShard1();
    const later = await walletOnShard1();
    const op = await growth(1);
    world.network.fail('request lost', { walletId: later, on: 'place', times: 1 });
    passWithEachMove(201_000);
    const { end, path } = await runner.run({ op, shard: 1 });
    expect(end).toBe('Done');
    expect(path.filter((state) => state === 'Move a batch')).toHaveLength(2);
    expect((await growths.get())?.parts[1]).toMatchObject({ done: false });
  });
});

describe('the tests of this file together', () => {
  it('enter every state and take every retry and catch of move-wallets', () => {
    expect(world.coverage('move-wallets').missing).toEqual([]);
  });
});
