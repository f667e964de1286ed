import { ulid } from 'ulid';
import { createTreasuryAccount, createTreasuryWallet } from '../../cli/operator/treasury/create.ts';
import { claimTreasuryWallets, createTreasuryWallets } from '../../cli/operator/treasury/currencies.ts';
import { passwordCost } from '../../config/password-settings.ts';
import { Directory } from '../../store/directory.ts';
import { documents } from '../../store/documents.ts';
import { Revocations } from '../../store/revocations.ts';
import { Sessions } from '../../store/sessions.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { Users } from '../../store/users.ts';
import { claimLooks } from '../../usecases/claim-looks.ts';
import type { CellSettings } from './cell-settings.ts';

/** Creates what the treasury lacks in the tables of a cell: its user, or its wallet. */
export async function prepareTreasury({
  treasuryAccount,
  treasuryWallet,
  treasuryWallets,
}: Pick<CellSettings, 'treasuryAccount' | 'treasuryWallet' | 'treasuryWallets'>): Promise<void> {
  const db = documents();
  if (treasuryAccount) {
    const users = new Users(db, treasuryAccount.users);
    const now = Date.now();
    const stores = {
      users,
      directory: new Directory(db, treasuryAccount.wallets),
      sessions: new Sessions(db, treasuryAccount.sessions),
      revocations: new Revocations(db, treasuryAccount.revocations),
    };
    await createTreasuryAccount(stores, {
      userId: ulid(now),
      password: treasuryAccount.password,
      passwordCost: passwordCost.parse(process.env.PASSWORD_COST),
      now,
      // Data of an older version does not say who created the treasury. On this machine the user is
      // the operator.
      adopt: true,
    });
    await claimTreasuryWallets(stores, treasuryAccount, now);
    await claimLooks(users, now);
  }
  if (treasuryWallet) {
    await createTreasuryWallet({ shardWallets: new ShardWallets(db, treasuryWallet.shardWallets) }, { adopt: true });
  }
  if (treasuryWallets) {
    const { shardWallets, shard } = treasuryWallets;
    await createTreasuryWallets(new ShardWallets(db, shardWallets), treasuryWallets, shard);
  }
}
