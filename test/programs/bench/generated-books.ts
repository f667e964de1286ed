import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import {
  shardDatabaseVariable,
  shardEntriesVariable,
  shardTableVariable,
} from '../../../lib/cli/operator/local-stage.ts';
import { type EntryBefore, entryAfter, FIRST, type StatementEntry } from '../../../lib/domain/statement.ts';
import type { Stack } from '../../../lib/local/stack.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';

/** How far in the past the generated transfers begin, and the time from one to the next, in ms. */
const BEGUN_MS = 7_200_000;
const EVERY_MS = 10;
const AMOUNT = 5n;
const AT_ONCE = 64;
/** Even, so that the wallets of a pair are on shard 0 and on shard 1. */
const FIRST_ID = 1_000_000;

/**
 * Puts books into the tables of a stack that balance, without the transfers having run: pairs of
 * wallets on both shards pay each other in turn, and end with 0. No stream function takes such items.
 * @param size the pairs of wallets, and the entries of each wallet: an even number
 */
export async function generateBooks(
  { operator }: Pick<Stack, 'operator'>,
  { pairs, each }: { pairs: number; each: number },
): Promise<void> {
  const name = (variable: string) => operator[variable] ?? '';
  const journal = documentsAt({ endpoint: name('DATABASE_URI') });
  const shards = [0, 1].map((shard) => ({
    documents: documentsAt({ endpoint: name(shardDatabaseVariable(shard)) }),
    wallets: name(shardTableVariable(shard)),
    entries: name(shardEntriesVariable(shard)),
  }));
  const begun = Date.now() - BEGUN_MS;

  const pay = async (walletIds: readonly [string, string], n: number, before: readonly EntryBefore[]) => {
    const at = begun + n * EVERY_MS;
    const txId = ulid(at);
    const payer = n % 2;
    const posted = walletIds.map((walletId, side): StatementEntry => {
      const last = before[side] ?? FIRST;
      const amount = side === payer ? -AMOUNT : AMOUNT;
      return entryAfter(last, { walletId, seq: last.seq + 1, txId, amount, posted: last.balance + amount, at });
    });
    const time = new Date(at).toISOString();
    await Promise.all([
      journal.send(
        new PutCommand({
          TableName: name('JOURNAL_TABLE'),
          Item: {
            from_id: walletIds[payer],
            tx_id: txId,
            amount: AMOUNT,
            to_id: walletIds[1 - payer],
            ...{ status: 'SUCCESSFUL', decision: 'COMMIT', deadline: at + 15_000 },
            ...{ initiated_at: time, processing_at: time, decided_at: time, finished_at: time },
          },
        }),
      ),
      ...posted.map(({ walletId, seq, amount, balance, postedAt, hash }, side) =>
        shards[side]?.documents.send(
          new PutCommand({
            TableName: shards[side].entries,
            Item: { wallet_id: walletId, seq, tx_id: txId, amount, balance, posted_at: postedAt, hash },
          }),
        ),
      ),
    ]);
    return posted;
  };

  const ids = Array.from({ length: pairs }, (_, pair) => FIRST_ID + 2 * pair);
  await sideBySide(AT_ONCE, ids, async (id) => {
    const walletIds = [String(id), String(id + 1)] as const;
    let last: readonly EntryBefore[] = [];
    for (let n = 0; n < each; n++) last = await pay(walletIds, n, last);
    await Promise.all(
      walletIds.map((walletId, side) =>
        shards[side]?.documents.send(
          new PutCommand({
            TableName: shards[side].wallets,
            Item: {
              wallet_id: walletId,
              ...{ spendable: last[side]?.balance ?? 0n, credit_limit: 0n, holds: {}, settled: {}, fence: 0 },
              ...{ posted: last[side]?.balance ?? 0n, seq: each, posted_at: begun + (each - 1) * EVERY_MS },
            },
          }),
        ),
      ),
    );
  });
}
