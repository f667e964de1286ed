import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
});
afterAll(() => world.stop());

const AN_HOUR_MS = 3_600_000;
const DEADLINE = Date.now() - AN_HOUR_MS;

/**
 * A transfer from a wallet with 100 that became final an hour ago. The payer's wallet holds 40 for
 * it again.
 * @param returned of the 40, what is spendable all the same
 * @returns reads the payer's wallet
 */
async function heldAgain(amount: number, returned: bigint) {
  const { user, wallet: from } = await given.userWithWallet({ shard: 0, money: 100 });
  const { wallet: to } = await given.userWithWallet({ shard: 1 });
  const txId = then.isAccepted(await when.transfer(user, { from, to, amount: String(amount) }));
  await then.isFinal(() => world, user, from, txId);
  const { documents, journal, shardWallets } = world.tables;
  await documents.send(
    new UpdateCommand({
      TableName: journal,
      Key: { from_id: from, tx_id: txId },
      UpdateExpression: 'SET finished_at = :then',
      ExpressionAttributeValues: { ':then': new Date(DEADLINE).toISOString() },
    }),
  );
  await documents.send(
    new UpdateCommand({
      TableName: shardWallets[0],
      Key: { wallet_id: from },
      UpdateExpression: 'SET holds.#tx = :hold, spendable = spendable - :held REMOVE settled.#tx',
      ExpressionAttributeNames: { '#tx': txId },
      ExpressionAttributeValues: {
        ':hold': { commit_adds: 0n, rollback_adds: 40n, deadline: DEADLINE },
        ':held': 40n - returned,
      },
    }),
  );
  const wallets = new ShardWallets(documents, shardWallets[0]);
  return async () => {
    const { spendable, holds = {} } = (await wallets.get(from)) ?? {};
    return { spendable, holds: Object.keys(holds).length };
  };
}

describe('the hourly audit', () => {
  it('releases what a wallet still holds for an aborted transfer', async () => {
    const payer = await heldAgain(5_000, 0n);
    expect(await payer()).toEqual({ spendable: 60n, holds: 1 });
    expect(await world.invoke('audit', {})).toEqual({ balanced: false, findings: 1 });
    expect(await payer()).toEqual({ spendable: 100n, holds: 0 });
    expect(await world.invoke('audit', {})).toEqual({ balanced: true, findings: 0 });
  });

  it('commits the hold of a wallet that was restored to a state before the commit', async () => {
    const payer = await heldAgain(40, 40n);
    expect(await payer()).toEqual({ spendable: 60n, holds: 1 });
    expect(await world.invoke('audit', {})).toEqual({ balanced: false, findings: 2 });
    expect(await payer()).toEqual({ spendable: 60n, holds: 0 });
    expect(await world.invoke('audit', {})).toEqual({ balanced: true, findings: 0 });
  });
});
