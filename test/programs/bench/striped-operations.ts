import { randomUUID } from 'node:crypto';
import { stripeIds } from '../../../lib/domain/stripes.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { Operation } from './everyday-operations.ts';

const STRIPES = 8;
const EACH = 5n;
const DEADLINE_MS = 15_000;

/**
 * Payments into and out of a wallet in stripes. They are prepared before any transfer of the world, because
 * functions read once a minute which wallets are in stripes.
 */
export async function striped(world: () => InProcessWorld): Promise<() => Promise<Record<string, Operation>>> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const { documents, wallets, shardWallets } = world().tables;
  const [table] = shardWallets;
  const { user, wallet } = await given.userWithWallet({ shard: 0 });
  await new ShardStripes(documents, table).make(wallet, STRIPES);
  await new StripedWallets(documents, wallets).set(wallet, STRIPES);
  const items = new ShardWallets(documents, table);
  const fill = async () => {
    for (const walletId of stripeIds(wallet, STRIPES)) {
      const credit = { walletId, transactionId: randomUUID(), amount: EACH };
      await items.reserve({ ...credit, deadline: Date.now() + DEADLINE_MS, debitHeld: true }, Date.now());
      await items.commit(credit, Date.now());
    }
  };
  return async () => {
    const payer = await given.userWithWallet({ shard: 1, money: 100 });
    const to = await given.wallet(await given.user(), { shard: 1 });
    const paying = (from: typeof payer, payee: string, amount: () => bigint): Operation => {
      let response: ApiResponse;
      return {
        run: async () => {
          response = await when.transfer(from.user, { from: from.wallet, to: payee, amount: String(amount()) });
        },
        finish: () => then.isFinal(world, from.user, from.wallet, then.isAccepted(response)),
      };
    };
    const owner = { user, wallet };
    let amount = 0n;
    return {
      'transfer to a wallet in 8 stripes': paying(payer, wallet, () => 1n),
      'balance of a wallet in 8 stripes': { run: () => when.balance(user, wallet) },
      'transfer that gathers from 8 stripes': {
        before: async () => {
          await fill();
          amount = (await items.get(wallet))?.spendable ?? 0n;
        },
        ...paying(owner, to, () => amount),
      },
      'transfer without funds in 8 stripes': paying(owner, to, () => 100_000n),
    };
  };
}
