import { asOf } from '../domain/as-of.ts';
import { type InCurrency, inCurrency } from '../domain/currency.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { Frozen } from '../domain/wallet-controls.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import type { Journal } from '../store/journal/journal.ts';
import { fromShard } from './from-shard.ts';
import { readableWallet } from './owned-wallet.ts';

/**
 * A wallet's money in minor units, `balance = available + reserved`, whether it is frozen or closed, and
 * its newest transfer.
 */
export interface WalletBalance extends InCurrency {
  readonly walletId: string;
  readonly balance: bigint;
  readonly available: bigint;
  readonly reserved: bigint;
  /** What its freezes refuse together. */
  readonly frozen?: Frozen;
  /** In ms since 1970. */
  readonly closedAt?: number;
  readonly lastTransaction: Transfer | undefined;
}

/** A wallet's balance as of a past time. Times are ms since 1970. */
export interface PastWalletBalance extends InCurrency {
  readonly walletId: string;
  readonly at: number;
  readonly asOf: number;
  readonly balance: bigint;
}

const NOTHING = { balance: 0n, available: 0n, reserved: 0n };

/**
 * The balance as the shard has it now (strongly consistent). It is zero until the shard has created
 * the wallet.
 * @throws MibError wallet_not_found, unavailable
 */
export async function balance(
  stores: { directory: Directory; journal: Journal; shards: Shards },
  request: { userId: string; walletId: string },
  now: number,
): Promise<WalletBalance> {
  const wallet = await readableWallet(stores.directory, request.userId, request.walletId);
  const { status, currency, shard } = wallet;
  const [money, lastTransaction] = await Promise.all([
    fromShard(stores.shards.balance(request.walletId, now, shard)),
    stores.journal.latest(wallet),
  ]);
  if (!money && status === 'ACTIVE') throw new Error(`wallet ${request.walletId} is active and not on its shard`);
  return { walletId: request.walletId, ...(money ?? NOTHING), ...inCurrency(currency), lastTransaction };
}

/**
 * The balance at a past time, by the wallet's statement: the balance of the last entry up to then.
 * Postings of the last minute may not be written yet, so a later time gets the balance as of a minute
 * ago: the balance of one `asOf` never changes. The journal knows the times before an older wallet's
 * statement was opened. There a transfer counts from its `decided_at` on.
 * @param request `at`: ms since 1970, not in the future
 * @throws MibError wallet_not_found, and unavailable, also while the statement is behind
 */
export async function pastBalance(
  stores: { directory: Directory; journal: Journal; shards: Pick<Shards, 'entryUpTo'> },
  request: { userId: string; walletId: string; at: number },
  now: number,
): Promise<PastWalletBalance> {
  const { userId, walletId, at } = request;
  const wallet = await readableWallet(stores.directory, userId, walletId);
  const { createdAt, currency, shard } = wallet;
  const closed = asOf(at, now);
  return { walletId, ...inCurrency(currency), at, asOf: closed, balance: await balanceUpTo() };

  async function balanceUpTo(): Promise<bigint> {
    // Nothing is posted to a wallet before it exists.
    if (closed < Date.parse(createdAt)) return 0n;
    const entry = await fromShard(stores.shards.entryUpTo(walletId, closed, now, shard));
    if (entry === 'not opened') return stores.journal.balanceAt(wallet, closed);
    return entry === 'none' ? 0n : entry.balance;
  }
}
