import assert from 'node:assert/strict';
import { WalletPage } from '../../../lib/api/shard.ts';
import { EntryPage, PlacedWallet } from '../../../lib/api/shard-moves.ts';
import { WALLETS_PER_SECOND } from '../../../lib/domain/growth.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import type { shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';

/** Makes every call of wallets that move: what movers ask of shards, and what moves them. */
export async function moveWallets(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  await moveThereAndBack(world, shards);
  await moveByGrowth(world, shards);
}

/** Moves a wallet with an entry to another shard and back. Each shard marks one, and puts one. */
async function moveThereAndBack(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  const { wallet } = await givenSteps(() => world).userWithWallet({ shard: 0, money: 10 });
  const placed = async (response: Promise<ApiResponse>) => PlacedWallet.parse((await response).body);
  const written = async () => (await placed(shards.place(0, wallet))).entries === 1;
  await eventually(written, then.patience(world));
  for (const [op, from, to] of [
    [1, 0, 1],
    [2, 1, 0],
  ] as const) {
    const { entries } = EntryPage.parse((await shards.entries(from, wallet)).body);
    assert.equal((await shards.copyEntries(to, wallet, entries)).status, 200);
    const { item } = await placed(shards.mark(from, wallet, { op, to }));
    assert.equal((await placed(shards.put(to, wallet, { op, from, item }))).state, 'live');
    assert.equal((await placed(shards.tomb(from, wallet, op))).state, 'moved');
    // An audit that has seen it on two pages asks one shard again.
    const listed = await shards.send(from, 'GET', `/api/wallets?wallet_id=${wallet}`, undefined);
    assert.equal(WalletPage.parse(listed.body).moved?.[0]?.to, to);
    assert.equal((await placed(shards.stay(to, wallet, op))).op, op);
    // Too late: it looks at what is there.
    assert.equal((await placed(shards.mark(from, wallet, { op, to }))).state, 'moved');
  }
}

/** A wallet on a shard that its id does not name is moved by a growth, whose movers the sweeper starts. */
async function moveByGrowth(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  const { documents, wallets } = world.tables;
  const { shardCount } = world;
  const now = Date.now();
  const wallet_id = freshWalletId({ shard: 1, shardCount });
  await shards.send(0, 'POST', '/api/createwallet', { wallet_id, claimed_shard: 0 });
  const directory = new Directory(documents, wallets);
  const claim = { walletId: wallet_id, owner: 'somebody', shard: 0, status: 'ACTIVE', createdAt: '' } as const;
  await directory.claim(claim, now);
  const growths = new Growths(documents, wallets);
  const step = { from: shardCount, to: shardCount, perSecond: WALLETS_PER_SECOND, expected: 1 };
  // So long ago that its movers have ended.
  await growths.begin(undefined, step, now - 600_000);
  await world.invoke('sweep', {});
  await eventually(async () => (await growths.get())?.state === 'moved', { timeoutMs: 30_000, everyMs: 50 });
  assert.equal((await directory.get(wallet_id))?.shard, 1);
}
