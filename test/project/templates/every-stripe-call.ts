import assert from 'node:assert/strict';
import { ulid } from 'ulid';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
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
}
