import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf, type Reserve, type ShardWallet } from '../../../lib/domain/shard-wallet.ts';
import type { ShardWallets } from '../../../lib/store/shard-wallets.ts';

/** The present of most of these tests, and the deadline of their transactions. */
export const NOW = 1_700_000_000_000;
export const DEADLINE = NOW + 15_000;

let ids = 0;

/** A wallet id or transaction id unique in the file. */
export function freshId(prefix = ''): string {
  ids += 1;
  return `${prefix}${ids}`;
}

/** Creates a wallet and funds it by a credit. */
export async function walletWith(wallets: ShardWallets, money: bigint, creditLimit = 0n): Promise<string> {
  const walletId = freshId();
  await wallets.createWallet(walletId, creditLimit);
  if (money > 0n) {
    const funding = { transactionId: freshId('funding'), walletId, amount: money, deadline: DEADLINE };
    await wallets.reserve(funding, NOW);
    await wallets.commit(walletId, funding.transactionId, NOW);
  }
  return walletId;
}

export function debit(walletId: string, amount: bigint, transactionId = freshId('tx')): Reserve {
  return { transactionId, walletId, amount: -amount, deadline: DEADLINE };
}

export function credit(walletId: string, amount: bigint, transactionId = freshId('tx')): Reserve {
  return { transactionId, walletId, amount, deadline: DEADLINE };
}

/** The outcome of a reserve: 'held', or the code of the error. */
export async function outcomeOf(reserve: Promise<void>): Promise<string> {
  try {
    await reserve;
    return 'held';
  } catch (error) {
    if (error instanceof MibError) return error.code;
    throw error;
  }
}

export async function itemOf(wallets: ShardWallets, walletId: string): Promise<ShardWallet> {
  const wallet = await wallets.get(walletId);
  if (!wallet) throw new Error(`wallet ${walletId} is gone`);
  return wallet;
}

export async function moneyOf(
  wallets: ShardWallets,
  walletId: string,
): Promise<{ available: bigint; reserved: bigint }> {
  const { available, reserved } = balanceOf(await itemOf(wallets, walletId));
  return { available, reserved };
}
