import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { type ApiKey, isExpired } from '../../domain/api-key.ts';
import { foldLogin } from '../../domain/credentials.ts';
import type { Passkey } from '../../domain/passkey.ts';
import { type DeletedUser, DeletedUsers } from '../../store/deleted-users.ts';
import { documents } from '../../store/documents.ts';
import { OwnedWallets } from '../../store/owned-wallets.ts';
import { type User, Users } from '../../store/users.ts';
import { ownKeys } from '../../usecases/api-keys.ts';
import { blockUser, unblockUser } from '../../usecases/block-user.ts';
import { endSessions } from '../../usecases/end-sessions.ts';
import { connect, type OperatorOptions, operatorStores } from './connection.ts';
import { changing, reading } from './log/declared.ts';
import { json } from './print.ts';
import { addDeleteCommand } from './users-delete-command.ts';
import { addFactorCommand } from './users-factor-command.ts';
import { addHelpCommands } from './users-help-commands.ts';

/** The most wallets that are shown of a user. */
const MOST_WALLETS = 100;

/**
 * `users show`, `block` and `unblock`, and what helps them: sessions, passwords and lost factors.
 * @param options the program's global options
 */
export function usersCommand(options: () => OperatorOptions): Command {
  const users = new Command('users').description(
    'Shows users, blocks them, lifts that, ends their sessions, resets their password and removes a lost second factor.',
  );

  reading(
    users.command('show').description('Shows a user and their wallets. It shows no password.').argument('<login>'),
    async (login: string) => {
      const user = await foundOrDeleted(options(), login);
      const { wallets, next } = await walletsOf(user);
      const { passkeys } = await operatorStores().factors.of(user.userId);
      const shown = {
        login: foldLogin(login),
        user_id: user.userId,
        ...('deletedAt' in user
          ? { deleted_at: user.deletedAt, login_free_at: new Date(user.freeAt * 1_000).toISOString() }
          : {
              created_at: user.createdAt,
              ...(user.madeBy !== undefined && { made_by: user.madeBy }),
              ...(user.blockedAt !== undefined && { blocked_at: user.blockedAt }),
            }),
        ...(passkeys.length > 0 && { passkeys: passkeys.map(passkeyShown) }),
        keys: (await ownKeys(operatorStores().apiKeys, user.userId)).map((key) => keyShown(key, Date.now())),
        wallets: wallets.map(({ walletId, status, createdAt, currency }) => {
          return { wallet_id: walletId, status, created_at: createdAt, ...(currency !== undefined && { currency }) };
        }),
        ...(next !== undefined && { more: true }),
      };
      if (options().json) return json(shown);
      for (const line of linesOf(user, shown)) console.log(line);
      for (const { passkey_id, created_at, last_used_at = 'never' } of shown.passkeys ?? [])
        console.log(`  passkey ${passkey_id}: since ${created_at}, last used ${last_used_at}`);
      for (const { key_id, status, last_used_at = 'never' } of shown.keys)
        console.log(`  key ${key_id}: ${status}, last used ${last_used_at}`);
      for (const wallet of shown.wallets)
        console.log(`  wallet ${wallet.wallet_id}: ${wallet.status}${wallet.currency ? `, ${wallet.currency}` : ''}`);
      if (next !== undefined) console.log(`  and more than these ${MOST_WALLETS}`);
    },
  );

  changing(
    users
      .command('block')
      .description('Lets a user log in no more, ends all of their sessions, and refuses their keys.')
      .argument('<login>'),
    { options },
    async (login: string) => {
      connect(options());
      const stores = operatorStores();
      const blocked = await blockUser(stores, foldLogin(login), new Date().toISOString());
      if (!blocked) throw unknown(login);
      await endSessions(stores, blocked.userId, Date.now());
      if (options().json) json({ login: blocked.login, blocked_at: blocked.blockedAt });
      else console.log(`"${blocked.login}" is blocked since ${blocked.blockedAt}`);
    },
  );

  changing(
    users
      .command('unblock')
      .description('Lets a blocked user log in again, and accepts their keys.')
      .argument('<login>'),
    { options },
    async (login: string) => {
      connect(options());
      const user = await unblockUser(operatorStores(), foldLogin(login), new Date().toISOString());
      if (!user) throw unknown(login);
      if (options().json) json({ login: user.login });
      else console.log(`"${user.login}" may log in`);
    },
  );
  const found = (login: string) => foundUser(storeOf(options()), login);
  addHelpCommands(users, options, found);
  addFactorCommand(users, options, found);
  addDeleteCommand(users, options, found);
  return users;
}

/** Not what its owner calls it. */
function passkeyShown({ id, since, lastUsedAt }: Passkey) {
  const used = lastUsedAt === undefined ? {} : { last_used_at: lastUsedAt };
  return { passkey_id: id, created_at: since, ...used };
}

/** Not what its owner calls it, nor which wallets it names. */
function keyShown(key: ApiKey, now: number) {
  const { id, createdAt, lastUsedAt } = key;
  const used = lastUsedAt === undefined ? {} : { last_used_at: lastUsedAt };
  return { key_id: id, status: isExpired(key, now) ? 'expired' : 'active', created_at: createdAt, ...used };
}

function storeOf(options: OperatorOptions): Users {
  connect(options);
  return new Users(documents(), readEnvironment({ USERS_TABLE: required }).USERS_TABLE);
}

function linesOf(user: User | DeletedUser, shown: { login: string; login_free_at?: string }): string[] {
  if ('deletedAt' in user) {
    const free = shown.login_free_at ?? '';
    return [`${shown.login}: user ${user.userId}, deleted ${user.deletedAt}`, `  nobody gets the login before ${free}`];
  }
  const { userId, createdAt, blockedAt } = user;
  return [
    `${shown.login}: user ${userId}, since ${createdAt}`,
    blockedAt === undefined ? '  not blocked' : `  blocked since ${blockedAt}`,
  ];
}

function walletsOf({ userId }: Pick<User, 'userId'>) {
  const { WALLETS_TABLE } = readEnvironment({ WALLETS_TABLE: required });
  return new OwnedWallets(documents(), WALLETS_TABLE).page(userId, { limit: MOST_WALLETS });
}

/** The user who has the login, or had it until the account was deleted. */
async function foundOrDeleted(options: OperatorOptions, login: string): Promise<User | DeletedUser> {
  const folded = foldLogin(login);
  const users = storeOf(options);
  const { USERS_TABLE } = readEnvironment({ USERS_TABLE: required });
  const user = (await users.byLogin(folded)) ?? (await new DeletedUsers(documents(), USERS_TABLE).byLogin(folded));
  if (!user) throw unknown(login);
  return user;
}

async function foundUser(users: Users, login: string): Promise<User> {
  const user = await users.byLogin(foldLogin(login));
  if (!user) throw unknown(login);
  return user;
}

function unknown(login: string): ConfigurationError {
  return new ConfigurationError([`there is no user "${login}"`]);
}
