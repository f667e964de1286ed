import assert from 'node:assert/strict';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { PlacedWallet } from '../../../lib/api/shard-moves.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import type { shardSteps } from '../../support/steps/shard-steps.ts';

/** Makes the calls of functions of a shard that only a wallet in stripes needs. */
export async function useStripes(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  const { wallet } = await givenSteps(() => world).userWithWallet({ shard: 0 });
  assert.equal((await shards.stripe(0, wallet, 2)).status, 200);
  const transaction_id = ulid();
  const into = { transaction_id, wallet_id: wallet, stripe: 2, amount: '+5' };
  const deadline = String(Date.now() + 15_000);
  assert.equal((await shards.send(0, 'POST', '/api/reserve', { ...into, deadline })).status, 200);
  assert.equal((await shards.send(0, 'POST', '/api/commit', into)).status, 200);
  assert.equal((await shards.send(0, 'GET', `/api/balance/${wallet}`, undefined)).status, 200);
  assert.equal((await shards.send(0, 'GET', `/api/wallets?wallet_id=${wallet}`, undefined)).status, 200);
  // It gathers.
  const out = { transaction_id: ulid(), wallet_id: wallet, amount: '-5', deadline };
  assert.equal((await shards.send(0, 'POST', '/api/reserve', out)).status, 200);
  await changeControls(world, shards);
  await moveStripes(world, shards);
}

/** Freezes a wallet in stripes, finishes a freeze that was left half done, and closes it. */
async function changeControls(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  const wallet_id = await striped(world, shards);
  for (const [version, frozen] of ['all', null].entries())
    assert.equal((await shards.changeControls(0, { wallet_id, by: 'owner', version, frozen })).status, 200);
  const { documents, shardWallets } = world.tables;
  await documents.send(
    new UpdateCommand({
      TableName: shardWallets[0],
      Key: { wallet_id },
      UpdateExpression: 'SET freeze_change = :later, controls_version = :later',
      ExpressionAttributeValues: { ':later': 3 },
    }),
  );
  assert.equal((await shards.controls(0, wallet_id)).status, 200);
  assert.equal((await shards.closeWallet(0, wallet_id)).status, 200);
}

/** Moves a wallet in stripes there and back: one of its movers dies before it has marked the stripes. */
async function moveStripes(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<void> {
  const { documents, shardWallets } = world.tables;
  const wallet_id = await striped(world, shards);
  const placed = async (response: Promise<ApiResponse>) => PlacedWallet.parse((await response).body);
  for (const [op, from, to] of [
    [1, 0, 1],
    [2, 1, 0],
  ] as const) {
    await documents.send(
      new UpdateCommand({
        TableName: shardWallets[from],
        Key: { wallet_id },
        UpdateExpression: 'SET to_shard = :to, op = :op',
        ExpressionAttributeValues: { ':to': to, ':op': op },
      }),
    );
    const { item } = await placed(op === 1 ? shards.place(from, wallet_id) : shards.mark(from, wallet_id, { op, to }));
    assert.equal((await placed(shards.put(to, wallet_id, { op, from, item }))).state, 'live');
    assert.equal((await placed(shards.tomb(from, wallet_id, op))).state, 'moved');
    // The other shard has both calls, too.
    assert.equal((await placed(shards.place(to, wallet_id))).state, 'live');
  }
}

async function striped(world: InProcessWorld, shards: ReturnType<typeof shardSteps>): Promise<string> {
  const { wallet } = await givenSteps(() => world).userWithWallet({ shard: 0 });
  assert.equal((await shards.stripe(0, wallet, 2)).status, 200);
  return wallet;
}
