import { ulid } from 'ulid';
import { createTreasuryAccount, createTreasuryWallet } from '../../cli/operator/treasury/create.ts';
import { claimTreasuryWallets, createTreasuryWallets } from '../../cli/operator/treasury/currencies.ts';
import { passwordCost } from '../../config/password-settings.ts';
import { Directory } from '../../store/directory.ts';
import { documents } from '../../store/documents.ts';
import { Growths } from '../../store/growths.ts';
import { Revocations } from '../../store/revocations.ts';
import { Sessions } from '../../store/sessions.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { Users } from '../../store/users.ts';
import { claimLooks } from '../../usecases/claim-looks.ts';
import type { CellSettings, Placed } from './cell-settings.ts';
import { prepareShards } from './shard-counts.ts';

/**
 * Creates what the treasury lacks in the tables of a cell: its user, or its wallet of no currency.
 * @returns where the wallets are, from the orchestrator
 * @throws ConfigurationError if wallets are on shards that are not started
 */
export async function prepareTreasury({
  treasuryAccount,
  treasuryWallet,
}: Pick<CellSettings, 'treasuryAccount' | 'treasuryWallet'>): Promise<Placed | undefined> {
  const db = documents();
  let placed: Placed | undefined;
  if (treasuryAccount) {
    const users = new Users(db, treasuryAccount.users);
    const now = Date.now();
    // Nothing is created for a number of shards that is refused.
    const walletsOn = await prepareShards(new Growths(db, treasuryAccount.wallets), treasuryAccount, now);
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
    const { codes } = treasuryAccount;
    placed = { walletsOn, treasury: await claimTreasuryWallets(stores, { codes, shardCount: walletsOn }, now) };
    await claimLooks(users, now);
  }
  if (treasuryWallet) {
    await createTreasuryWallet({ shardWallets: new ShardWallets(db, treasuryWallet.shardWallets) }, { adopt: true });
  }
  return placed;
}

/** Creates the treasury's wallets that belong on the shard of this cell, unless they are or were there. */
export async function openTreasuries(
  { treasuryWallets }: Pick<CellSettings, 'treasuryWallets'>,
  codes: readonly string[],
): Promise<void> {
  if (!treasuryWallets) return;
  const { shardWallets, shard } = treasuryWallets;
  await createTreasuryWallets(new ShardWallets(documents(), shardWallets), codes, shard);
}
