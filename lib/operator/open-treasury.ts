import { hashPassword, passwordMatches } from '../auth/passwords.ts';
import { foldLogin } from '../domain/credentials.ts';
import type { Directory } from '../store/directory.ts';
import type { ShardWallets } from '../store/shard-wallets.ts';
import type { Users } from '../store/users.ts';

/**
 * The treasury: the one wallet that may go below zero, so that money comes into the system by ordinary transfers from it and the
 * sum of all balances stays zero. Only an operator opens it; no HTTP route does.
 */
export const TREASURY = { login: 'treasury', walletId: '0', creditLimit: 10n ** 15n } as const;

/** Makes the treasury's user and gives it the wallet in the directory. Done twice it changes nothing but the password. */
export async function openTreasuryAccount(
  stores: { users: Users; directory: Directory },
  order: { userId: string; password: string; passwordCost: number; now: number },
): Promise<void> {
  const login = foldLogin(TREASURY.login);
  const createdAt = new Date(order.now).toISOString();
  const user = await stores.users.byLogin(login);
  const matches = await passwordMatches(order.password, user?.passwordHash, order.passwordCost);
  const passwordHash = matches && user ? user.passwordHash : await hashPassword(order.password, order.passwordCost);
  if (!user) await stores.users.create({ login, userId: order.userId, passwordHash, createdAt });
  else if (!matches) await stores.users.setPasswordHash(login, passwordHash);
  const owner = (await stores.users.byLogin(login))?.userId ?? order.userId;
  const entry = { walletId: TREASURY.walletId, owner, shard: 0, status: 'ACTIVE', createdAt } as const;
  const claim = await stores.directory.claim(entry, order.now);
  if (claim.entry.owner !== owner) throw new Error(`wallet ${TREASURY.walletId} belongs to another user`);
}

/** Opens the treasury's wallet, with its credit, on shard 0. */
export async function openTreasuryWallet(stores: { shardWallets: ShardWallets }): Promise<void> {
  await stores.shardWallets.open(TREASURY.walletId, TREASURY.creditLimit);
}
