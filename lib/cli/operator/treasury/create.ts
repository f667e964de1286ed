import { hashPassword, passwordMatches, unmatchableHash } from '../../../auth/passwords.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { foldLogin } from '../../../domain/credentials.ts';
import { TREASURY } from '../../../domain/treasury.ts';
import type { Directory, DirectoryEntry } from '../../../store/directory.ts';
import type { ShardWallets } from '../../../store/shard-wallets.ts';
import { changedNow, type User, type Users } from '../../../store/users.ts';
import { type EndingStores, endSessions } from '../../../usecases/end-sessions.ts';

/**
 * The treasury to create. `adopt` also takes over a user, a claim or a wallet that no operator has
 * made.
 */
export interface NewTreasury {
  readonly userId: string;
  /** That of a faucet. Without one nobody can log in as the treasury. */
  readonly password?: string;
  readonly passwordCost: number;
  readonly now: number;
  readonly adopt?: boolean;
}

/** The treasury's user and its entry in the directory; undefined if missing. */
interface Existing {
  readonly user: User | undefined;
  readonly entry: DirectoryEntry | undefined;
}

/**
 * Creates the treasury's user and claims its wallet in the directory. A second call changes only
 * the password, which ends all of its sessions. Without a password it takes away the one of before, and
 * ends the sessions each time: an earlier call may have been interrupted.
 * @throws ConfigurationError, before anything is written, if no operator has made an existing user
 * or claim and `adopt` is not set
 */
export async function createTreasuryAccount(
  stores: { users: Users; directory: Directory } & EndingStores,
  treasury: NewTreasury,
): Promise<void> {
  const existing = await find(stores);
  const problems = problemsIn(existing);
  if (problems.length > 0 && !treasury.adopt) throw new ConfigurationError(problems);
  const owner = await ensureUser(stores, existing.user, treasury);
  await claimWallet(stores.directory, existing.entry, owner, treasury);
}

/**
 * Finds a user or a claim of the treasury that no operator has made. Either the stage is from a
 * version that did not store who made them, or they belong to another user.
 * @returns a line for each
 */
export async function treasuryProblems(stores: { users: Users; directory: Directory }): Promise<string[]> {
  return problemsIn(await find(stores));
}

/**
 * Creates the treasury's wallet with its credit limit on shard 0.
 * @throws ConfigurationError if the wallet exists without the credit limit and `adopt` is not set
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
    `wallet ${TREASURY.walletId} exists on shard 0 with a credit limit of ${wallet?.creditLimit}: no operator has created it. ${ADVICE}`,
  ]);
}

const ADVICE = 'If it is the treasury, adopt it (docs/operations.md, "The treasury")';

async function find({ users, directory }: { users: Users; directory: Directory }): Promise<Existing> {
  const [user, entry] = await Promise.all([users.byLogin(foldLogin(TREASURY.login)), directory.get(TREASURY.walletId)]);
  return { user, entry };
}

function problemsIn({ user, entry }: Existing): string[] {
  const problems: string[] = [];
  if (user && user.madeBy !== 'operator') {
    problems.push(`user "${user.login}" was created at ${user.createdAt}, by no operator. ${ADVICE}`);
  }
  if (entry && entry.madeBy !== 'operator') {
    problems.push(`wallet ${entry.walletId} was claimed at ${entry.createdAt}, by no operator. ${ADVICE}`);
  } else if (entry && entry.owner !== user?.userId) {
    problems.push(`wallet ${entry.walletId} does not belong to user "${TREASURY.login}". ${ADVICE}`);
  }
  return problems;
}

/** @returns the user's id */
async function ensureUser(
  stores: { users: Users } & EndingStores,
  user: User | undefined,
  treasury: NewTreasury,
): Promise<string> {
  const { users } = stores;
  const { password, passwordCost, now } = treasury;
  const login = foldLogin(TREASURY.login);
  const stays = user !== undefined && (await isPassword(password, user.passwordHash, passwordCost));
  const passwordHash = stays ? user.passwordHash : await hashOf(password, passwordCost);
  if (!user) {
    const createdAt = new Date(now).toISOString();
    await users.create({ login, userId: treasury.userId, passwordHash, createdAt, madeBy: 'operator' });
    const created = await users.byLogin(login);
    if (created?.madeBy !== 'operator')
      throw new ConfigurationError([`user "${login}" could not be created. ${ADVICE}`]);
    return created.userId;
  }
  const changedAt = changedNow(user, now);
  if (user.madeBy !== 'operator') await users.adopt(login, passwordHash, changedAt);
  else if (!stays) await users.setPasswordHash(login, passwordHash, changedAt);
  else if (password !== undefined) return user.userId;
  await endSessions(stores, user.userId, now);
  return user.userId;
}

async function isPassword(password: string | undefined, hash: string, cost: number): Promise<boolean> {
  return password === undefined ? hash === unmatchableHash(cost) : passwordMatches(password, hash, cost);
}

async function hashOf(password: string | undefined, cost: number): Promise<string> {
  return password === undefined ? unmatchableHash(cost) : hashPassword(password, cost);
}

async function claimWallet(
  directory: Directory,
  entry: DirectoryEntry | undefined,
  owner: string,
  treasury: NewTreasury,
): Promise<void> {
  if (entry) {
    if (entry.owner === owner && entry.madeBy === 'operator') return;
    if (await directory.adopt(entry.walletId, { from: entry.owner, to: owner })) return;
  } else {
    const createdAt = new Date(treasury.now).toISOString();
    const claim = {
      walletId: TREASURY.walletId,
      owner,
      shard: 0,
      status: 'ACTIVE',
      createdAt,
      madeBy: 'operator',
    } as const;
    const standing = (await directory.claim(claim, treasury.now)).entry;
    if (standing.owner === owner && standing.madeBy === 'operator') return;
  }
  throw new ConfigurationError([`wallet ${TREASURY.walletId} changed meanwhile: run the command again`]);
}
