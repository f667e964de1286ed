import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { seedStatement } from '../../support/seeded-statement.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

/** A wallet whose statement is older than a minute, and behind. */
export function lateStatements(world: () => InProcessWorld): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const iso = (ms = 0) => new Date(ms).toISOString();

  describe('a statement that is behind its wallet', () => {
    it('gives no balance at a time whose entries may be missing, and every earlier one', async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 0 });
      const entries = await seedStatement(world().tables, 0, wallet, 30);
      const [middle, last] = [entries[14], entries[29]];
      expect(then.isPastBalance(await when.balanceAt(user, wallet, iso(last?.postedAt))).balance).toBe('150');
      await world().tables.documents.send(
        new UpdateCommand({
          TableName: world().tables.shardWallets[0],
          Key: { wallet_id: wallet },
          UpdateExpression: 'SET seq = seq + :two, posted_at = :now',
          ExpressionAttributeValues: { ':two': 2, ':now': Date.now() },
        }),
      );
      for (const late of [
        await when.balanceAt(user, wallet, iso(last?.postedAt)),
        await when.balance(user, wallet, `?at=${iso(Date.now())}`),
      ]) {
        then.isProblem(late, 503, 'unavailable');
        expect(late.headers['retry-after']).toBe('1');
      }
      const at = iso(middle?.postedAt);
      expect(then.isPastBalance(await when.balanceAt(user, wallet, at))).toEqual({
        wallet_id: wallet,
        at,
        currency: 'XXX',
        as_of: at,
        balance: '75',
      });
    });
  });
}
