import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { factorSteps } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';
import type { Operation } from './everyday-operations.ts';

/** Payments on a stage that asks users with a second factor for a code at new payees. */
export async function askedPayments(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const to = await given.wallet(await given.user(), { shard: 1 });
  const paying = (user: User, from: string, payee: () => string = () => to): Operation => {
    let response: ApiResponse;
    return {
      run: async () => {
        response = await when.transfer(user, { from, to: payee(), amount: '1' });
      },
      finish: () => then.isFinal(world, user, from, then.isAccepted(response)),
    };
  };
  const plain = await given.userWithWallet({ shard: 0, money: 100 });
  const ann = await given.userWithWallet({ shard: 0, money: 100 });
  await factorSteps(world).added(ann.user);
  const fresh: string[] = [];
  for (let n = 0; n < 2; n++) fresh.push(await given.wallet(await given.user(), { shard: 1 }));
  return {
    'transfer, of a user without a second factor': paying(plain.user, plain.wallet),
    'transfer to a known payee, with a second factor': paying(ann.user, ann.wallet),
    'transfer to a new payee, with a second factor': paying(ann.user, ann.wallet, () => fresh.pop() ?? to),
  };
}
