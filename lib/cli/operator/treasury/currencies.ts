import { ConfigurationError } from '../../../config/configuration-error.ts';
import { foldLogin } from '../../../domain/credentials.ts';
import { inCurrency, NO_CURRENCY } from '../../../domain/currency.ts';
import { MibError } from '../../../domain/errors.ts';
import type { Growth } from '../../../domain/growth.ts';
import { shardsOfNewWallets } from '../../../domain/growth.ts';
import { TREASURY, treasuryWalletId } from '../../../domain/treasury.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import type { Directory, DirectoryEntry } from '../../../store/directory.ts';
import type { ShardWallets } from '../../../store/shard-wallets.ts';
import type { User, Users } from '../../../store/users.ts';

/** The wallets that the treasury has in the other currencies of a stage. */
export interface TreasuryCurrencies {
  readonly codes: Iterable<string>;
  /** How many shards share the wallets that are not claimed yet. */
  readonly shardCount: number;
}

interface Accounts {
  readonly users: Users;
  readonly directory: Directory;
}

/**
 * Gives the treasury's user, who exists, a wallet in each of these currencies: on its shard, with its
 * credit limit, and then in the directory. It may be repeated and interrupted. A claimed wallet is on the
 * shard that the directory names, or has moved on from there.
 * @param onShards the wallets of every shard by its number
 * @param growth the last one, if there was any
 * @throws ConfigurationError if another user has claimed one, before its id was reserved, or a new one
 * comes while the number of shards changes: nothing is written then. So too if a wallet exists without
 * the credit limit or in another currency.
 */
export async function addTreasuryWallets(
  accounts: Accounts,
  onShards: readonly ShardWallets[],
  codes: Iterable<string>,
  growth: Growth | undefined,
  now: number,
): Promise<void> {
  const currencies = { codes: [...codes], shardCount: shardsOfNewWallets(growth, onShards.length) };
  const places = new Map<string, number>();
  const user = await treasuryUser(accounts.users);
  // A wallet with a credit limit under the id of another user's claim would be that user's money.
  for (const code of otherThanNone(currencies.codes)) {
    const entry = await accounts.directory.get(treasuryWalletId(code));
    if (entry) assertOwn(entry, user, code);
    else if (growth && growth.state !== 'finished')
      throw new ConfigurationError([
        `the number of shards changes from ${growth.from} to ${growth.to}: add ${code} once "shards finish" has ended that`,
      ]);
    places.set(code, entry?.shard ?? shardOf(treasuryWalletId(code), currencies.shardCount));
  }
  // A wallet that the directory calls active must exist.
  for (const [n, shardWallets] of onShards.entries()) {
    const here = [...places].flatMap(([code, shard]) => (shard === n ? [code] : []));
    await createTreasuryWallets(shardWallets, here, n);
  }
  await claimTreasuryWallets(accounts, currencies, now);
}

/**
 * Claims the treasury's wallets in these currencies for its user, who exists. It may be repeated. The
 * wallet of no currency is left out: the account has it.
 * @throws ConfigurationError if another user has claimed one, before its id was reserved. It stays
 * theirs, whatever is adopted otherwise.
 * @returns the shard of each by its currency, as the directory names it
 */
export async function claimTreasuryWallets(
  { users, directory }: Accounts,
  { codes, shardCount }: TreasuryCurrencies,
  now: number,
): Promise<Record<string, number>> {
  const user = await treasuryUser(users);
  const createdAt = new Date(now).toISOString();
  const places: Record<string, number> = {};
  for (const code of otherThanNone(codes)) {
    const walletId = treasuryWalletId(code);
    const shard = shardOf(walletId, shardCount);
    const made = { createdAt, status: 'ACTIVE', madeBy: 'operator', ...inCurrency(code) } as const;
    const { entry } = await directory.claim({ walletId, owner: user.userId, shard, ...made }, now);
    assertOwn(entry, user, code);
    places[code] = entry.shard;
  }
  return places;
}

/**
 * Creates the treasury's wallets in these currencies, which belong on this shard, each with its credit
 * limit. One that has moved to another shard, or moves there, exists.
 * @throws ConfigurationError if one exists without the credit limit
 */
export async function createTreasuryWallets(
  shardWallets: ShardWallets,
  codes: Iterable<string>,
  shard: number,
): Promise<void> {
  for (const code of otherThanNone(codes)) {
    const walletId = treasuryWalletId(code);
    const limit = await limitOf(shardWallets, walletId, code);
    if (limit !== 'moved' && limit !== TREASURY.creditLimit)
      throw new ConfigurationError([`wallet ${walletId} exists on shard ${shard} and is no treasury`]);
  }
}

/** Creates the wallet unless it is there. @returns its credit limit */
async function limitOf(
  shardWallets: ShardWallets,
  walletId: string,
  code: string,
): Promise<bigint | 'moved' | undefined> {
  try {
    await shardWallets.createWallet(walletId, TREASURY.creditLimit, inCurrency(code));
    return (await shardWallets.get(walletId))?.creditLimit;
  } catch (error) {
    if (error instanceof MibError && (error.code === 'wallet_moved' || error.code === 'wallet_moving')) return 'moved';
    throw error;
  }
}

function otherThanNone(codes: Iterable<string>): string[] {
  return [...codes].filter((code) => code !== NO_CURRENCY);
}

async function treasuryUser(users: Users): Promise<User> {
  const user = await users.byLogin(foldLogin(TREASURY.login));
  if (user?.madeBy === 'operator') return user;
  throw new ConfigurationError([`there is no user "${TREASURY.login}" of an operator`]);
}

function assertOwn(entry: DirectoryEntry, { userId }: User, code: string): void {
  if (entry.owner === userId && entry.madeBy === 'operator') return;
  throw new ConfigurationError([
    `wallet ${entry.walletId} was claimed at ${entry.createdAt}, by no operator: ${code} can have no treasury on this stage`,
  ]);
}
