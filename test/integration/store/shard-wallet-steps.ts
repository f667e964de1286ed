import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf, type Reserve, type ShardWallet } from '../../../lib/domain/shard-wallet.ts';
import type { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import type { FreshTables } from '../../support/environment/tables.ts';

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
    await wallets.commit(funding, NOW);
  }
  return walletId;
}

/**
 * Puts a wallet as the version before had it: without a statement.
 * @param spendable what a debit may take; all of it is credit
 */
export async function olderWallet(tables: FreshTables, walletId: string, spendable: bigint): Promise<void> {
  const item = { wallet_id: walletId, spendable, credit_limit: spendable, holds: {}, settled: {}, fence: 0 };
  await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item: item }));
}

const Posting = z.strictObject({
  tx: z.string().optional(),
  opening: z.literal(true).optional(),
  amount: z.bigint(),
  at: z.bigint(),
});

/** What the item says of a posting. The stream of the table shows the same. */
export async function postingIn(
  { documents, shardWallets: [TableName] }: FreshTables,
  walletId: string,
): Promise<z.infer<typeof Posting> | undefined> {
  const Key = { wallet_id: walletId };
  const { Item = {} } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Posting.optional().parse(Item.posting);
}

/**
 * Copies the wallet's first hold and its first tombstone to other transaction ids, in one write: to
 * reserve and roll back as often takes seconds. The copied holds take as much money as the first
 * one.
 */
export async function crowd(
  { documents, shardWallets: [TableName] }: FreshTables,
  walletId: string,
  { holds = [], tombstones = [] }: { holds?: readonly string[]; tombstones?: readonly string[] },
): Promise<void> {
  const Key = { wallet_id: walletId };
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const stored = Stored.parse(Item);
  const [hold] = Object.values(stored.holds);
  const [tombstone] = Object.values(stored.settled);
  const copies = <T>(ids: readonly string[], one: T) => Object.fromEntries(ids.map((id) => [id, one]));
  await documents.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET holds = :holds, settled = :settled, spendable = spendable - :held',
      ExpressionAttributeValues: {
        ':holds': { ...stored.holds, ...copies(holds, hold) },
        ':settled': { ...stored.settled, ...copies(tombstones, tombstone) },
        ':held': (hold?.rollback_adds ?? 0n) * BigInt(holds.length),
      },
    }),
  );
}

const Stored = z.object({
  holds: z.record(z.string(), z.looseObject({ rollback_adds: z.bigint() })),
  settled: z.record(z.string(), z.bigint()),
});

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
