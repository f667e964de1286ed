import { hashPassword, passwordMatches } from '../../../auth/passwords.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { foldLogin } from '../../../domain/credentials.ts';
import { TREASURY } from '../../../domain/treasury.ts';
import type { Directory, DirectoryEntry } from '../../../store/directory.ts';
import type { ShardWallets } from '../../../store/shard-wallets.ts';
import type { User, Users } from '../../../store/users.ts';

/** How the treasury is opened: `adopt` also takes a user, a claim or a wallet that no operator has made. */
export interface NewTreasury {
  readonly userId: string;
  readonly password: string;
  readonly passwordCost: number;
  readonly now: number;
  readonly adopt?: boolean;
}

/** The treasury's user and its entry in the directory, as far as there are any. */
interface Found {
  readonly user: User | undefined;
  readonly entry: DirectoryEntry | undefined;
}

/**
 * Makes the treasury's user and gives it the wallet in the directory. Done twice it changes nothing but the password.
 * @throws ConfigurationError, before anything is written, if a user or a claim is there that no operator has made, and `adopt` is not said
 */
export async function createTreasuryAccount(
  stores: { users: Users; directory: Directory },
  order: NewTreasury,
): Promise<void> {
  const found = await find(stores);
  const problems = problemsIn(found);
  if (problems.length > 0 && !order.adopt) throw new ConfigurationError(problems);
  const owner = await ensureUser(stores.users, found.user, order);
  await claimWallet(stores.directory, found.entry, owner, order);
}

/**
 * What of the treasury is there that no operator has made: of a stage of the version before, which noted nobody, or a stranger's.
 * @returns a line for each, none if all is well
 */
export async function treasuryProblems(stores: { users: Users; directory: Directory }): Promise<string[]> {
  return problemsIn(await find(stores));
}

/**
 * Opens the treasury's wallet, with its credit, on shard 0.
 * @throws ConfigurationError if it is there without the credit, and `adopt` is not said
 */
export async function createTreasuryWallet(
  { shardWallets }: { shardWallets: ShardWallets },
  { adopt = false }: { adopt?: boolean } = {},
): Promise<void> {
  await shardWallets.createWallet(TREASURY.walletId, TREASURY.creditLimit);
  const wallet = await shardWallets.get(TREASURY.walletId);
  if (wallet?.creditLimit === TREASURY.creditLimit) return;
  if (adopt && (await shardWallets.giveCredit(TREASURY.walletId, TREASURY.creditLimit))) return;
  throw new ConfigurationError([
    `wallet ${TREASURY.walletId} is on shard 0 with a credit limit of ${wallet?.creditLimit}: no operator has opened it. ${HOW_TO}`,
  ]);
}

const HOW_TO = 'If it is the treasury, adopt it (docs/operations.md, "The treasury")';

async function find({ users, directory }: { users: Users; directory: Directory }): Promise<Found> {
  const [user, entry] = await Promise.all([users.byLogin(foldLogin(TREASURY.login)), directory.get(TREASURY.walletId)]);
  return { user, entry };
}

function problemsIn({ user, entry }: Found): string[] {
  const problems: string[] = [];
  if (user && user.madeBy !== 'operator') {
    problems.push(`user "${user.login}" was made at ${user.createdAt}, by no operator. ${HOW_TO}`);
  }
  if (entry && entry.madeBy !== 'operator') {
    problems.push(`wallet ${entry.walletId} was claimed at ${entry.createdAt}, by no operator. ${HOW_TO}`);
  } else if (entry && entry.owner !== user?.userId) {
    problems.push(`wallet ${entry.walletId} belongs to another user than "${TREASURY.login}". ${HOW_TO}`);
  }
  return problems;
}

/** @returns the user's id */
async function ensureUser(users: Users, user: User | undefined, order: NewTreasury): Promise<string> {
  const login = foldLogin(TREASURY.login);
  const matches = await passwordMatches(order.password, user?.passwordHash, order.passwordCost);
  const passwordHash = matches && user ? user.passwordHash : await hashPassword(order.password, order.passwordCost);
  const createdAt = new Date(order.now).toISOString();
  if (!user) {
    await users.create({ login, userId: order.userId, passwordHash, createdAt, madeBy: 'operator' });
    const made = await users.byLogin(login);
    if (made?.madeBy !== 'operator') throw new ConfigurationError([`user "${login}" could not be made. ${HOW_TO}`]);
    return made.userId;
  }
  if (user.madeBy !== 'operator') await users.adopt(login, passwordHash);
  else if (!matches) await users.setPasswordHash(login, passwordHash);
  return user.userId;
}

async function claimWallet(
  directory: Directory,
  entry: DirectoryEntry | undefined,
  owner: string,
  order: NewTreasury,
): Promise<void> {
  if (entry) {
    if (entry.owner === owner && entry.madeBy === 'operator') return;
    if (await directory.adopt(entry.walletId, { from: entry.owner, to: owner })) return;
  } else {
    const createdAt = new Date(order.now).toISOString();
    const claim = {
      walletId: TREASURY.walletId,
      owner,
      shard: 0,
      status: 'ACTIVE',
      createdAt,
      madeBy: 'operator',
    } as const;
    const stands = (await directory.claim(claim, order.now)).entry;
    if (stands.owner === owner && stands.madeBy === 'operator') return;
  }
  throw new ConfigurationError([`wallet ${TREASURY.walletId} has changed meanwhile: try again`]);
}
