import type { DirectoryEntry } from '../../../lib/store/directory.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { Runner } from './runner.ts';
import { newWalletId, openWallet, purse } from './transfers.ts';
import { makeWorkflowWorld, type WorkflowWorld } from './workflow-world.ts';

const EMPTY = { available: 0n, reserved: 0n, holds: 0 };

let world: WorkflowWorld;
let runner: Runner;
beforeAll(async () => {
  world = await makeWorkflowWorld();
  runner = world.runner('create-wallet', 'the run');
});
afterEach(() => world.heal());
afterAll(() => world.close());

/** A wallet as create_wallet leaves it: claimed, but not yet created on its shard. */
async function claimedWallet(claim: { walletId?: string; now?: number } = {}): Promise<string> {
  const { walletId = newWalletId(1), now = Date.now() } = claim;
  const entry: DirectoryEntry = {
    walletId,
    owner: 'ann',
    shard: 1,
    status: 'CREATING',
    createdAt: new Date(now).toISOString(),
  };
  await world.directory.claim(entry, now);
  return walletId;
}

/**
 * The status in the directory, the balance on the shard, and whether the sweeper would restart it.
 */
async function standing(walletId: string) {
  const due = await world.directory.due(Number.MAX_SAFE_INTEGER, 100);
  const open = due.some(({ key }) => key.wallet_id === walletId);
  return { status: (await world.directory.get(walletId))?.status, open, purse: await purse(world, walletId) };
}

const ACTIVE = { status: 'ACTIVE', open: false, purse: EMPTY };

describe('the workflow that creates a wallet', () => {
  it('creates it without money on its shard and marks it ACTIVE', async () => {
    const walletId = await claimedWallet();
    expect(await standing(walletId)).toEqual({ status: 'CREATING', open: true, purse: 'not there' });
    expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'Done' });
    expect(await standing(walletId)).toEqual(ACTIVE);
  });

  it('changes nothing in a second run, not even money that has arrived since', async () => {
    const walletId = await claimedWallet({ walletId: await openWallet(world, 1, 7n) });
    await runner.run({ wallet_id: walletId });
    const before = await world.tables.contents();
    expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'Done' });
    expect(await world.tables.contents()).toEqual(before);
    expect(await purse(world, walletId)).toMatchObject({ available: 7n });
  });

  it.each(['request lost', 'response lost', 429, 500] as const)(
    'retries the shard after four failures (%s)',
    async (fault) => {
      const walletId = await claimedWallet();
      world.network.fail(fault, { walletId, on: 'createwallet', times: 4 });
      expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'Done' });
      expect(await standing(walletId)).toEqual(ACTIVE);
    },
  );

  it('leaves the wallet CREATING while the shard is down, and the sweeper creates it afterwards', async () => {
    const walletId = await claimedWallet({ now: Date.now() - 31_000 });
    world.network.fail('request lost', { walletId, on: 'createwallet' });
    expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'NotOpened' });
    expect(await standing(walletId)).toEqual({ status: 'CREATING', open: true, purse: 'not there' });
    world.heal();
    expect(await world.sweep({}, {})).toMatchObject({ wallets: 1 });
    await eventually(async () => !(await standing(walletId)).open);
    expect(await standing(walletId)).toEqual(ACTIVE);
  });

  it('creates no directory entry for a wallet that no user has claimed', async () => {
    const walletId = newWalletId(1);
    expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'NoSuchWallet' });
    expect(await world.directory.get(walletId)).toBeUndefined();
    expect(runner.database.calls).toEqual(['Mark as active']);
  });

  it('retries a throttled directory, and leaves the wallet to the sweeper if throttling lasts', async () => {
    const walletId = await claimedWallet();
    runner.database.fail('throttled', { state: 'Mark as active', times: 9 });
    const { end } = await runner.run({ wallet_id: walletId });
    expect(end).toBe('DynamoDB.ProvisionedThroughputExceededException');
    expect(await standing(walletId)).toEqual({ status: 'CREATING', open: true, purse: EMPTY });
    // The first run used five of the nine faults. This run has four retries for the other four.
    expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'Done' });
    expect(await standing(walletId)).toEqual(ACTIVE);
  });

  it('succeeds when only the response of its own write was lost', async () => {
    const walletId = await claimedWallet();
    runner.database.fail('response lost', { state: 'Mark as active', times: 1 });
    expect(await runner.run({ wallet_id: walletId })).toMatchObject({ end: 'Done' });
    expect(await standing(walletId)).toEqual(ACTIVE);
  });

  it.each(['Open on the shard', 'Mark as active'])('continues after a run that died after "%s"', async (dieAfter) => {
    const walletId = await claimedWallet();
    expect(await runner.run({ wallet_id: walletId }, { dieAfter })).toMatchObject({ end: 'died' });
    await runner.run({ wallet_id: walletId });
    expect(await standing(walletId)).toEqual(ACTIVE);
  });
});

describe('the tests of this file together', () => {
  it('enter every state and take every retry and catch of create-wallet', () => {
    expect(world.coverage('create-wallet').total).toBeGreaterThan(8);
    expect(world.coverage('create-wallet').missing).toEqual([]);
  });

  it('lose the response to the write of every state that writes', () => {
    expect([...runner.database.lost].sort()).toEqual([...runner.database.writing].sort());
  });
});
