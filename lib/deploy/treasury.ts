import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { openTreasuryAccount, openTreasuryWallet } from '../operator/open-treasury.ts';
import { Directory } from '../store/directory.ts';
import { documents } from '../store/documents.ts';
import { KeptParameters } from '../store/kept-parameters.ts';
import { ShardWallets } from '../store/shard-wallets.ts';
import { Users } from '../store/users.ts';
import type { Layout } from './layout.ts';
import { treasuryPasswordParameter } from './parameters.ts';

/**
 * Opens the treasury of a stage. Its password is kept as a SecureString: `given`, or the one that is kept already, or a new one.
 */
export async function openTreasury({ stage, region, shards }: Layout, given: string | undefined): Promise<void> {
  const place = { name: treasuryPasswordParameter(stage), region };
  const parameters = new KeptParameters();
  const kept = (await parameters.read(place))?.value;
  const password = given ?? kept ?? randomBytes(24).toString('base64url');
  if (password !== kept) await parameters.write(place, password, 'secret');

  const db = documents(undefined, region);
  const stores = { users: new Users(db, `mib-${stage}-users`), directory: new Directory(db, `mib-${stage}-wallets`) };
  const now = Date.now();
  await openTreasuryAccount(stores, { userId: ulid(now), password, passwordCost: 10, now });
  const shardWallets = new ShardWallets(documents(undefined, shards[0]), `mib-shard-0-${stage}-wallets`);
  await openTreasuryWallet({ shardWallets });
}
