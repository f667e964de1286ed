import type { Command } from 'commander';
import { accountSettingsIfSet, loginFreeAfterMs } from '../../config/account-settings.ts';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { MibError } from '../../domain/errors.ts';
import { isReservedLogin } from '../../domain/treasury.ts';
import { AccountDeletions } from '../../store/account-deletions.ts';
import { DeletedUsers } from '../../store/deleted-users.ts';
import { documents } from '../../store/documents.ts';
import { Holds } from '../../store/journal/holds.ts';
import { OwnedWallets } from '../../store/owned-wallets.ts';
import { SchedulePlaces } from '../../store/schedule-places.ts';
import type { User } from '../../store/users.ts';
import { WalletPlaces } from '../../store/wallet-places.ts';
import { deleteUser, type UserDeletionStores } from '../../usecases/delete-account.ts';
import { type OperatorOptions, operatorStores } from './connection.ts';
import { iso } from './iso-time.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { stageSettings } from './stage-settings.ts';

/**
 * `users delete`: for a user who cannot log in.
 * @param users the command that it is part of
 * @param options the program's global options
 * @param found the user of a login
 */
export function addDeleteCommand(
  users: Command,
  options: () => OperatorOptions,
  found: (login: string) => Promise<User>,
): void {
  const deletable = (login: string) => {
    if (!isReservedLogin(login)) return found(login);
    throw new ConfigurationError(['the treasury is not deleted']);
  };
  changing(
    users
      .command('delete')
      .description('Deletes the account of a user whose wallets are all closed, and erases their personal data.')
      .argument('<login>'),
    {
      options,
      // Nobody can take it back.
      approval: async (login: string) => {
        await deletable(login);
        return (await stageSettings(options())).secondPerson;
      },
    },
    async (login: string) => {
      const user = await deletable(login);
      const now = Date.now();
      const free = loginFreeAfterMs(readEnvironment(accountSettingsIfSet));
      try {
        await deleteUser(deletionStores(), user, { now, loginFreeAfterMs: free });
      } catch (error) {
        if (error instanceof MibError && error.code === 'account_in_use') throw new ConfigurationError([error.message]);
        throw error;
      }
      if (options().json) json({ login: user.login, deleted_at: iso(now), login_free_at: iso(now + free) });
      else console.log(`"${user.login}" is deleted; nobody gets the login before ${iso(now + free)}`);
      return user.userId;
    },
  );
}

function deletionStores(): UserDeletionStores {
  const env = readEnvironment({
    USERS_TABLE: required,
    WALLETS_TABLE: required,
    JOURNAL_TABLE: required,
    SCHEDULES_TABLE: required,
  });
  const db = documents();
  return {
    ...operatorStores(),
    deletedUsers: new DeletedUsers(db, env.USERS_TABLE),
    deletions: new AccountDeletions(db, env.WALLETS_TABLE),
    places: new WalletPlaces(db, env.WALLETS_TABLE),
    wallets: new OwnedWallets(db, env.WALLETS_TABLE),
    schedules: new SchedulePlaces(db, env.SCHEDULES_TABLE),
    holds: new Holds(db, env.JOURNAL_TABLE),
  };
}
