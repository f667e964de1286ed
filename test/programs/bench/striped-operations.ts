import { randomUUID } from 'node:crypto';
import { shardAddresses } from '../../../lib/config/addresses.ts';
import { stripeIds } from '../../../lib/domain/stripes.ts';
import { Shards } from '../../../lib/remote/shards.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { shardInDirectory } from '../../../lib/store/shard-in-directory.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import { stripeWallet } from '../../../lib/usecases/stripe-wallet.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { Operation } from './everyday-operations.ts';
import type { CountedWorld } from './work-counter.ts';

const STRIPES = 8;
const EACH = 5n;
const DEADLINE_MS = 15_000;

/** What is prepared before any transfer of the world. */
interface Prepared {
  /** @returns the operations, whose work is counted later */
  operations(): Promise<Record<string, Operation>>;
  stop(): void;
}

/**
 * Payments into and out of a wallet in stripes, and how a wallet gets stripes. They are prepared before any
 * transfer of the world, because functions read once a minute which wallets are in stripes.
 */
export async function striped({ world, endpoint }: CountedWorld): Promise<Prepared> {
  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const { tables, serviceToken } = world;
  const documents = documentsAt({ endpoint });
  const directory = new Directory(documents, tables.wallets);
  const addresses = shardAddresses(await world.operatorEnvironment());
  const shards = new Shards(addresses, serviceToken, shardInDirectory(documents, tables.wallets));
  const ports = { shards, directory, striped: new StripedWallets(documents, tables.wallets) };
  const { user, wallet } = await given.userWithWallet({ shard: 0 });
  await stripeWallet(ports, wallet, STRIPES, Date.now());
  const items = new ShardWallets(tables.documents, tables.shardWallets[0]);
  const fill = async () => {
    for (const walletId of stripeIds(wallet, STRIPES)) {
      const credit = { walletId, transactionId: randomUUID(), amount: EACH };
      await items.reserve({ ...credit, deadline: Date.now() + DEADLINE_MS, debitHeld: true }, Date.now());
      await items.commit(credit, Date.now());
    }
  };
  const operations = async () => {
    const payer = await given.userWithWallet({ shard: 1, money: 100 });
    const to = await given.wallet(await given.user(), { shard: 1 });
    const paying = (from: typeof payer, payee: string, amount: () => bigint): Operation => {
      let response: ApiResponse;
      return {
        run: async () => {
          response = await when.transfer(from.user, { from: from.wallet, to: payee, amount: String(amount()) });
        },
        finish: () => then.isFinal(() => world, from.user, from.wallet, then.isAccepted(response)),
      };
    };
    const owner = { user, wallet };
    let amount = 0n;
    let plain = '';
    return {
      'giving a wallet 8 stripes': {
        before: async () => {
          plain = await given.wallet(user, { shard: 0 });
        },
        run: () => stripeWallet(ports, plain, STRIPES, Date.now()),
      },
      'transfer to a wallet in 8 stripes': paying(payer, wallet, () => 1n),
      'balance of a wallet in 8 stripes': { run: () => when.balance(user, wallet) },
      'page of the journal of 8 stripes': { run: () => when.transactions(user, wallet, '?limit=50') },
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
  return { operations, stop: () => documents.config.requestHandler.destroy?.() };
}
