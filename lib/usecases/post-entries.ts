import { entryAfter, FIRST, type Posting, type StatementEntry } from '../domain/statement.ts';
import { asError, logger } from '../observability/logger.ts';
import { putPosted } from '../observability/metrics.ts';
import type { Statements } from '../store/statements.ts';
import type { StreamBatch, StreamRecord } from '../store/stream-batch.ts';
import { postingOf } from '../store/wallet-changes.ts';
import type { BatchResponse } from './publish-events.ts';

interface Change {
  readonly posting: Posting;
  readonly sequenceNumber: string;
}

/**
 * Writes the entries of a batch, each wallet's in their order, without a gap and each once. An
 * entry that exists is left as it is, so replays and concurrent instances change nothing. A record
 * whose entry cannot be written, because the one before is missing or the record is unreadable, is
 * reported with the first one that failed of each other wallet: Lambda repeats the batch from the
 * lowest on. It blocks its stream shard, with the alarm on, until it can be written. Nothing is
 * lost.
 */
export async function postBatch(
  statements: Pick<Statements, 'latestFrom' | 'add'>,
  { Records }: StreamBatch,
): Promise<BatchResponse> {
  const { changes, failed } = readable(Records);
  const outcomes = await Promise.all(
    Object.values(Object.groupBy(changes, ({ posting }) => posting.walletId)).map((of = []) => post(statements, of)),
  );
  failed.push(...outcomes.flatMap(({ failed }) => failed ?? []));
  putPosted(outcomes.reduce((sum, { written }) => sum + written, 0));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** The postings of the records, and the sequence numbers of those that have none. */
function readable(records: readonly StreamRecord[]): { changes: Change[]; failed: string[] } {
  const changes: Change[] = [];
  const failed: string[] = [];
  for (const record of records) {
    const sequenceNumber = record.dynamodb.SequenceNumber;
    try {
      changes.push({ posting: postingOf(record), sequenceNumber });
    } catch (error) {
      logger.error('unreadable posting', { sequence_number: sequenceNumber, error: asError(error) });
      failed.push(sequenceNumber);
    }
  }
  return { changes, failed };
}

/**
 * Writes the postings of one wallet.
 * @returns how many were written, and the first that was not
 */
async function post(
  statements: Pick<Statements, 'latestFrom' | 'add'>,
  changes: readonly Change[],
): Promise<{ written: number; failed?: string }> {
  let written = 0;
  let last: StatementEntry | undefined;
  for (const { posting, sequenceNumber } of changes) {
    const { walletId, seq } = posting;
    try {
      // No entry comes before the first one.
      if (seq > 1) last ??= await statements.latestFrom(walletId, seq - 1);
      if (last && seq <= last.seq) continue;
      const entry = entryAfter(last ?? FIRST, posting);
      if (await statements.add(entry)) written += 1;
      last = entry;
    } catch (error) {
      logger.error('not posted', { sequence_number: sequenceNumber, wallet_id: walletId, seq, error: asError(error) });
      return { written, failed: sequenceNumber };
    }
  }
  return { written };
}
