import { setTimeout as delay } from 'node:timers/promises';
import { shardAddresses } from '../../../lib/config/addresses.ts';
import { WalletMoves } from '../../../lib/remote/wallet-moves.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { moveWallet } from '../../../lib/usecases/move-wallet.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { seedStatement } from '../../support/seeded-statement.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import type { Operation } from './everyday-operations.ts';
import type { CountedWorld } from './work-counter.ts';

const ENTRIES = 10;

/**
 * Moves of a wallet to another shard, as a mover makes them: without its share of the page of wallets that
 * it has read, and of its progress that it writes.
 */
export async function moves(counted: CountedWorld): Promise<{ operations: Record<string, Operation>; stop(): void }> {
  const { world, endpoint } = counted;
  const given = givenSteps(() => world);
  const { user } = await given.userWithWallet();
  const documents = documentsAt({ endpoint });
  const directory = new Directory(documents, world.tables.wallets);
  const shards = new WalletMoves(shardAddresses(await world.operatorEnvironment()), world.serviceToken);
  let walletId = '';
  const run = async () => {
    const end = await moveWallet(
      { shards, directory },
      { walletId, op: 1, to: 1 },
      { clock: Date.now, pause: (ms) => delay(ms) },
    );
    if (end !== 'moved') throw new Error(`the wallet has ${end}`);
  };
  const written = (entries: number) => async () => {
    walletId = await given.wallet(user, { shard: 0, ...(entries === 1 && { money: 5 }) });
    if (entries > 1) await seedStatement(world.tables, 0, walletId, entries);
    await eventually(async () => (await shards.place(walletId, 0, Date.now())).entries === entries);
  };
  return {
    operations: {
      'moving a wallet with one entry': { before: written(1), run },
      'moving a wallet with ten entries': { before: written(ENTRIES), run },
    },
    stop: () => documents.config.requestHandler.destroy?.(),
  };
}
