// A process of its own, which exits when it is done: creates missing tables and the treasury.
import { ulid } from 'ulid';
import { createTreasuryAccount, createTreasuryWallet } from '../../cli/operator/treasury/create.ts';
import { passwordCost } from '../../config/password-settings.ts';
import { Directory } from '../../store/directory.ts';
import { documentsAt } from '../../store/documents.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { Users } from '../../store/users.ts';
import { claimLooks } from '../../usecases/claim-looks.ts';
import { createTables } from '../database/tables.ts';
import { Preparation } from './preparation.ts';

const { databases, treasuryAccount, treasuryWallet } = Preparation.parse(JSON.parse(process.env.PREPARATION ?? ''));

await Promise.all(databases.map(({ endpoint, tables }) => createTables(endpoint, tables)));
if (treasuryAccount) {
  const db = documentsAt({ endpoint: treasuryAccount.endpoint });
  const users = new Users(db, treasuryAccount.users);
  const now = Date.now();
  await createTreasuryAccount(
    { users, directory: new Directory(db, treasuryAccount.wallets) },
    {
      userId: ulid(now),
      password: treasuryAccount.password,
      passwordCost: passwordCost.parse(process.env.PASSWORD_COST),
      now,
      // Data of an older version does not say who created the treasury. On this machine the user is
      // the operator.
      adopt: true,
    },
  );
  await claimLooks(users);
}
if (treasuryWallet) {
  const db = documentsAt({ endpoint: treasuryWallet.endpoint });
  await createTreasuryWallet({ shardWallets: new ShardWallets(db, treasuryWallet.shardWallets) }, { adopt: true });
}
