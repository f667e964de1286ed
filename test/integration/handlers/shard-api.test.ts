import { deadlineFrom } from '../../../lib/domain/deadline.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { closedShardsContract } from '../../support/steps/contract/closed-shards.ts';
import { movesContract } from '../../support/steps/contract/moves.ts';
import { shardsContract } from '../../support/steps/contract/shards.ts';
import { stripesContract } from '../../support/steps/contract/stripes.ts';
import { shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { replayedServiceRequests } from './replayed-service-requests.ts';

describe('the API of a shard', () => {
  let world: InProcessWorld;
  beforeAll(async () => {
    world = await startInProcess();
  });
  afterAll(() => world.stop());
  const shard = shardSteps(() => world);

  closedShardsContract(() => world);
  shardsContract(() => world);
  movesContract(() => world);
  stripesContract(() => world);
  replayedServiceRequests(() => world);

  it('throttles a wallet that has too many open transactions', async () => {
    const wallet = freshWalletId({ shard: 1, shardCount: 2 });
    await shard.createWallet(1, wallet);
    const deadline = deadlineFrom(Date.now());
    const hold = (debitHeld?: boolean) =>
      shard.reserve(1, { tx: shard.freshTransaction(), wallet, amount: '+1', deadline, debitHeld });
    const places = [undefined, true];
    for (const debitHeld of places) {
      const responses = await Promise.all(Array.from({ length: 100 }, () => hold(debitHeld)));
      expect(new Set(responses.map((response) => response.status))).toEqual(new Set([200]));
      const oneMore = await hold(debitHeld);
      then.isProblem(oneMore, 429, 'too_many_open_transactions');
      expect(oneMore.headers['retry-after']).toBe('1');
    }
  });
});
