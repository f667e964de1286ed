import { entryAfter, FIRST } from '../../../lib/domain/statement.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import type { FreshTables } from '../../support/environment/tables.ts';
import { itemOf, NOW } from './shard-wallet-steps.ts';

/** The number of one of two shards. */
export type Shard = 0 | 1;

/** The stores of two shards between which wallets move. */
export interface TwoShards {
  readonly wallets: readonly [ShardWallets, ShardWallets];
  readonly statements: readonly [Statements, Statements];
  readonly moves: readonly [ShardMoves, ShardMoves];
}

export function twoShards({ documents, shardWallets, shardEntries }: FreshTables): TwoShards {
  const statements = [new Statements(documents, shardEntries[0]), new Statements(documents, shardEntries[1])] as const;
  return {
    wallets: [new ShardWallets(documents, shardWallets[0]), new ShardWallets(documents, shardWallets[1])],
    statements,
    moves: [
      new ShardMoves(documents, shardWallets[0], statements[0], 0),
      new ShardMoves(documents, shardWallets[1], statements[1], 1),
    ],
  };
}

/** Writes the entry of a wallet's last posting, as the stream of its shard does. */
export async function writeEntry(
  { wallets, statements }: TwoShards,
  shard: Shard,
  { walletId, txId, amount }: { readonly walletId: string; readonly txId: string; readonly amount: bigint },
): Promise<void> {
  const { statement } = await itemOf(wallets[shard], walletId);
  if (!statement) throw new Error('it has no statement');
  const { seq, posted } = statement;
  const before = (await statements[shard].latest(walletId)) ?? FIRST;
  await statements[shard].add(entryAfter(before, { walletId, seq, txId, amount, posted, at: NOW }));
}
