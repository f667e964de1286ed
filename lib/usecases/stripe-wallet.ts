import { MibError } from '../domain/errors.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import type { StripedWallets } from '../store/striped-wallets.ts';
import { changedByShard } from './from-shard.ts';

/** What makes the stripes of a wallet. */
export interface StripePorts {
  readonly shards: Pick<Shards, 'openStatement' | 'makeStripes'>;
  readonly directory: Pick<Directory, 'get' | 'setStripes'>;
  readonly striped: Pick<StripedWallets, 'set' | 'list'>;
}

/** The stripes of a wallet. */
export interface StripesOfWallet {
  /** How many there are, for good. */
  readonly stripes: number;
  /** On how many of them new transfers credit the wallet; 0: on its own item. */
  readonly used: number;
}

/**
 * Gives a wallet stripes, and lets new transfers use all of them: first its shard makes them, then the
 * directory says so to those who read rows of payees, and then they are used. Each step may be repeated,
 * so a call that was stopped is made again.
 * @param into 2 to `MAX_STRIPES`
 * @returns the stripes afterwards; more than `into` if the wallet had more, and nothing was changed
 * @throws MibError no_such_wallet, wallet_closed; unavailable, also while the wallet is being created or moves
 */
export async function stripeWallet(
  { shards, directory, striped }: StripePorts,
  walletId: string,
  into: number,
  now: number,
): Promise<StripesOfWallet> {
  const entry = await directory.get(walletId);
  if (!entry) throw new MibError('no_such_wallet');
  // A stripe begins with a statement, and so does all of an older wallet then.
  await changedByShard(shards.openStatement(walletId, now));
  const made = await changedByShard(shards.makeStripes({ walletId, stripes: into, shard: entry.shard }, now));
  if (made === 'no_such_wallet' && entry.status === 'CREATING')
    throw new MibError('unavailable', { detail: 'The wallet is being created. Repeat the command in a minute.' });
  if (typeof made !== 'number') throw new MibError(made);
  if (made > into) return { stripes: made, used: await usedOf(striped, walletId, now) };
  const stripes = await directory.setStripes(walletId, made);
  await striped.set(walletId, stripes);
  return { stripes, used: stripes };
}

/**
 * Lets new transfers credit the wallet's own item again. Its stripes stay, and what they have is the wallet's.
 * It may be repeated.
 * @returns undefined if the wallet never had stripes
 * @throws MibError no_such_wallet
 */
export async function endStripes(
  { directory, striped }: Omit<StripePorts, 'shards'>,
  walletId: string,
): Promise<StripesOfWallet | undefined> {
  const entry = await directory.get(walletId);
  if (!entry) throw new MibError('no_such_wallet');
  if (entry.stripes === undefined) return undefined;
  await striped.set(walletId, undefined);
  return { stripes: entry.stripes, used: 0 };
}

/** On how many stripes new transfers credit the wallet; 0 without any. @param now ms since 1970 */
export async function usedOf(striped: Pick<StripedWallets, 'list'>, walletId: string, now: number): Promise<number> {
  const list = await striped.list(now);
  return Object.hasOwn(list, walletId) ? (list[walletId] ?? 0) : 0;
}
