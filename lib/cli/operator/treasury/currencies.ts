import { ConfigurationError } from '../../../config/configuration-error.ts';
import { foldLogin } from '../../../domain/credentials.ts';
import { inCurrency, NO_CURRENCY } from '../../../domain/currency.ts';
import { MibError } from '../../../domain/errors.ts';
import { TREASURY, treasuryWalletId } from '../../../domain/treasury.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import type { Directory, DirectoryEntry } from '../../../store/directory.ts';
import type { ShardWallets } from '../../../store/shard-wallets.ts';
import type { User, Users } from '../../../store/users.ts';

/** The wallets that the treasury has in the other currencies of a stage. */
export interface TreasuryCurrencies {
  readonly codes: Iterable<string>;
  readonly shardCount: number;
}

interface Accounts {
  readonly users: Users;
  readonly directory: Directory;
}

/**
 * Gives the treasury's user, who exists, a wallet in each of these currencies: on its shard, with its
 * credit limit, and then in the directory. It may be repeated and interrupted.
 * @param onShards the wallets of every shard by its number
 * @throws ConfigurationError if another user has claimed one, before its id was reserved: nothing is
 * written then. So too if a wallet exists without the credit limit or in another currency.
 */
export async function addTreasuryWallets(
  accounts: Accounts,
  onShards: readonly ShardWallets[],
  codes: Iterable<string>,
  now: number,
): Promise<void> {
  const currencies = { codes: [...codes], shardCount: onShards.length };
  const user = await treasuryUser(accounts.users);
  const places: { code: string; shard: number }[] = [];
  for (const code of otherThanNone(currencies.codes)) {
    const walletId = treasuryWalletId(code);
    const entry = await accounts.directory.get(walletId);
    // A wallet with a credit limit under the id of another user's claim would be that user's money.
    if (entry) assertOwn(entry, user, code);
    // Where it was created stays its shard until it moves, however many shards there are.
    places.push({ code, shard: entry?.shard ?? shardOf(walletId, onShards.length) });
  }
  // A wallet that the directory calls active must exist.
  for (const { code, shard } of places) {
    const shardWallets = onShards[shard];
    if (!shardWallets) throw new Error(`the treasury of ${code} is on shard ${shard}, which is not known here`);
    await createTreasuryWallet(shardWallets, code, shard);
  }
  await claimTreasuryWallets(accounts, currencies, now);
}

/**
 * Claims the treasury's wallets in these currencies for its user, who exists. It may be repeated. The
 * wallet of no currency is left out: the account has it.
 * @throws ConfigurationError if another user has claimed one, before its id was reserved. It stays
 * theirs, whatever is adopted otherwise.
 */
export async function claimTreasuryWallets(
  { users, directory }: Accounts,
  { codes, shardCount }: TreasuryCurrencies,
  now: number,
): Promise<void> {
  const user = await treasuryUser(users);
  const createdAt = new Date(now).toISOString();
  for (const code of otherThanNone(codes)) {
    const walletId = treasuryWalletId(code);
    const shard = shardOf(walletId, shardCount);
    const made = { createdAt, status: 'ACTIVE', madeBy: 'operator', ...inCurrency(code) } as const;
    const { entry } = await directory.claim({ walletId, owner: user.userId, shard, ...made }, now);
    assertOwn(entry, user, code);
  }
}

/**
 * Creates the treasury's wallets in these currencies that are on a shard, each with its credit limit.
 * @throws ConfigurationError if one exists without the credit limit
 */
export async function createTreasuryWallets(
  shardWallets: ShardWallets,
  { codes, shardCount }: TreasuryCurrencies,
  shard: number,
): Promise<void> {
  for (const code of otherThanNone(codes)) {
    if (shardOf(treasuryWalletId(code), shardCount) === shard) await createTreasuryWallet(shardWallets, code, shard);
  }
}

async function createTreasuryWallet(shardWallets: ShardWallets, code: string, shard: number): Promise<void> {
  const walletId = treasuryWalletId(code);
  try {
    await shardWallets.createWallet(walletId, TREASURY.creditLimit, inCurrency(code));
    const wallet = await shardWallets.get(walletId);
    if (wallet?.creditLimit === TREASURY.creditLimit) return;
  } catch (error) {
    // It was created here before it moved.
    if (error instanceof MibError && (error.code === 'wallet_moving' || error.code === 'wallet_moved')) return;
    throw error;
  }
  throw new ConfigurationError([`wallet ${walletId} exists on shard ${shard} and is no treasury`]);
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
