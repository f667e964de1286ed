import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { Directory } from '../../store/directory.ts';
import { documentsAt } from '../../store/documents.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { Users } from '../../store/users.ts';
import { createTreasuryAccount, createTreasuryWallet, treasuryProblems } from '../operator/treasury/create.ts';
import type { Layout } from './layout.ts';
import { treasuryPasswordParameter } from './parameters.ts';
import { exists } from './tables.ts';

/**
 * Before anything of a stage is deployed: whether its treasury is its operators'.
 * @throws ConfigurationError if there is something of it that no operator has made
 */
export async function assertOwnTreasury({ stage, region }: Layout): Promise<void> {
  const tables = [`mib-${stage}-users`, `mib-${stage}-wallets`];
  for (const table of tables) if (!(await exists({ table, region }))) return;
  const problems = await treasuryProblems(accountStores(stage, region));
  if (problems.length > 0) throw new ConfigurationError([...problems, 'to adopt it: --adopt-treasury']);
}

/**
 * Opens the treasury of a stage. Its password is kept as a SecureString: `given`, or the one that is kept already, or a new one.
 * @throws ConfigurationError if something of it is there that no operator has made, and `adopt` is not said
 */
export async function createTreasury(
  { stage, region, shards }: Layout,
  { given, adopt }: { given: string | undefined; adopt: boolean },
): Promise<void> {
  const place = { name: treasuryPasswordParameter(stage), region };
  const parameters = new ParameterStore();
  const kept = (await parameters.read(place))?.value;
  const password = given ?? kept ?? randomBytes(24).toString('base64url');
  if (password !== kept) await parameters.write(place, password, 'secret');

  const now = Date.now();
  await createTreasuryAccount(accountStores(stage, region), {
    userId: ulid(now),
    password,
    passwordCost: 10,
    now,
    adopt,
  });
  const shardWallets = new ShardWallets(documentsAt({ region: shards[0] }), `mib-shard-0-${stage}-wallets`);
  await createTreasuryWallet({ shardWallets }, { adopt });
}

function accountStores(stage: string, region: string): { users: Users; directory: Directory } {
  const db = documentsAt({ region });
  return { users: new Users(db, `mib-${stage}-users`), directory: new Directory(db, `mib-${stage}-wallets`) };
}
