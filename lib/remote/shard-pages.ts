import { wallets as route, type WalletPage } from '../api/shard.ts';
import type { AuditedWallet } from '../domain/audit.ts';
import { inCurrency } from '../domain/currency.ts';
import type { MovedWallet } from '../domain/wallet-move.ts';
import type { ShardCalls } from './shard-calls.ts';
import { bodyOf, successOf } from './shard-outcome.ts';

/** Wallets that a shard has, and those of which it has a tombstone. */
export interface ListedWallets {
  readonly wallets: readonly AuditedWallet[];
  readonly moved: readonly MovedWallet[];
}

/**
 * A page of the wallets of one shard.
 * @param now ms since 1970
 * @throws ShardUnavailable
 */
export async function listedPage(
  calls: ShardCalls,
  shard: number,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
  now: number,
): Promise<ListedWallets & { readonly next: string | undefined }> {
  const query = { limit: String(limit), ...(cursor !== undefined && { cursor }) };
  const outcome = await calls.call(route, { query }, now, shard);
  const page = bodyOf(route, successOf(route, outcome));
  return { ...listedOf(page), next: page.next_cursor };
}

/**
 * What one shard has of one wallet.
 * @param now ms since 1970
 * @throws ShardUnavailable
 */
export async function listedOne(
  calls: ShardCalls,
  walletId: string,
  shard: number,
  now: number,
): Promise<ListedWallets> {
  const outcome = await calls.call(route, { query: { wallet_id: walletId } }, now, shard);
  return listedOf(bodyOf(route, successOf(route, outcome)));
}

/** A shard of the version before names no wallet that has moved: none has. */
function listedOf({ wallets, moved = [] }: WalletPage): ListedWallets {
  return {
    wallets: wallets.map(auditedWallet),
    moved: moved.map(({ wallet_id: walletId, op, to }) => ({ walletId, op, to })),
  };
}

function auditedWallet(wallet: WalletPage['wallets'][number]): AuditedWallet {
  return {
    walletId: wallet.wallet_id,
    balance: BigInt(wallet.balance),
    creditLimit: BigInt(wallet.credit_limit),
    ...inCurrency(wallet.currency),
    ...statementOf(wallet),
    ...(wallet.posted_at !== undefined && { postedAt: wallet.posted_at }),
    ...(wallet.head && { head: headOf(wallet.head) }),
    ...(wallet.vector && { vector: wallet.vector }),
    ...(wallet.op !== undefined && { op: wallet.op }),
    ...(wallet.moving && { moving: wallet.moving }),
    holds: wallet.holds.map(({ transaction_id, reserved }) => ({
      transactionId: transaction_id,
      reserved: BigInt(reserved),
    })),
  };
}

function headOf({ seq, hash, balance, vector }: NonNullable<WalletPage['wallets'][number]['head']>) {
  return { seq, hash, ...(balance !== undefined && { balance: BigInt(balance) }), ...(vector && { vector }) };
}

/** The fields of a wallet's statement, if it is open. */
export function statementOf({
  posted,
  seq,
}: {
  readonly posted?: string | undefined;
  readonly seq?: number | undefined;
}) {
  return { ...(posted !== undefined && { posted: BigInt(posted) }), ...(seq !== undefined && { seq }) };
}
