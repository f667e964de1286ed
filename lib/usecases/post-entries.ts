import { entryAfter, FIRST, type LastEntry } from '../domain/statement.ts';
import { asError, logger } from '../observability/logger.ts';
import { putPosted } from '../observability/metrics.ts';
import { NumberTaken, type Statements } from '../store/statements.ts';
import type { StreamBatch, StreamRecord } from '../store/stream-batch.ts';
import { changeOf, type PostedChange } from '../store/wallet-changes.ts';
import { type Change, type PauseAfterLoss, pauseAtRandom, postStriped } from './post-striped.ts';
import type { BatchResponse } from './publish-events.ts';

type Written = Pick<Statements, 'latest' | 'latestFrom' | 'add' | 'append'>;

/** How many entries were written, and the records that were not: the first of each item. */
interface Posted {
  readonly written: number;
  readonly failed: readonly string[];
}

/**
 * Writes the entries of a batch, each wallet's in their order, without a gap and each once. An
 * entry that exists is left as it is, so replays and concurrent instances change nothing. A record
 * whose entry cannot be written, because the one before is missing or the record is unreadable, is
 * reported with the first one that failed of each other item: Lambda repeats the batch from the
 * lowest on. It blocks its stream shard, with the alarm on, until it can be written. Nothing is
 * lost.
 * @param pause before another try to append to a statement to which others append, too
 */
export async function postBatch(
  statements: Written,
  { Records }: StreamBatch,
  pause: PauseAfterLoss = pauseAtRandom,
): Promise<BatchResponse> {
  const { changes, failed } = readable(Records);
  const outcomes = await Promise.all(
    Object.values(Object.groupBy(changes, ({ posting }) => posting.walletId)).map((of = []) =>
      post(statements, of, pause),
    ),
  );
  failed.push(...outcomes.flatMap((outcome) => outcome.failed));
  putPosted(outcomes.reduce((sum, { written }) => sum + written, 0));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** The postings of the records, and the sequence numbers of those that have none. */
function readable(records: readonly StreamRecord[]): { changes: (Change & PostedChange)[]; failed: string[] } {
  const changes: (Change & PostedChange)[] = [];
  const failed: string[] = [];
  for (const record of records) {
    const sequenceNumber = record.dynamodb.SequenceNumber;
    try {
      changes.push({ ...changeOf(record), sequenceNumber });
    } catch (error) {
      logger.error('unreadable posting', { sequence_number: sequenceNumber, error: asError(error) });
      failed.push(sequenceNumber);
    }
  }
  return { changes, failed };
}

/** Writes the postings of one wallet. */
async function post(
  statements: Written,
  changes: readonly (Change & PostedChange)[],
  pause: PauseAfterLoss,
): Promise<Posted> {
  if (changes.some(({ striped }) => striped)) return postStriped(statements, changes, pause);
  let written = 0;
  let last: LastEntry | undefined;
  for (const [n, { posting, sequenceNumber }] of changes.entries()) {
    const { walletId, seq } = posting;
    try {
      // No entry comes before the first one.
      if (seq > 1) last ??= await statements.latestFrom(walletId, seq - 1);
      // A record from before the wallet had stripes, which comes late or again.
      if (last?.vector) return sum(written, await postStriped(statements, changes.slice(n), pause));
      if (last && seq <= last.seq) continue;
      const entry = entryAfter(last ?? FIRST, posting);
      const there = await statements.add(entry);
      if (!there) written += 1;
      last = there ?? entry;
    } catch (error) {
      if (error instanceof NumberTaken && (await isStriped(statements, walletId)))
        return sum(written, await postStriped(statements, changes.slice(n), pause));
      logger.error('not posted', { sequence_number: sequenceNumber, wallet_id: walletId, seq, error: asError(error) });
      return { written, failed: [sequenceNumber] };
    }
  }
  return { written, failed: [] };
}

/** Whether the statement has entries of stripes: then the numbers of an item are not those of its entries. */
async function isStriped(statements: Pick<Statements, 'latest'>, walletId: string): Promise<boolean> {
  return (await statements.latest(walletId).catch(() => undefined))?.vector !== undefined;
}

function sum(written: number, posted: Posted): Posted {
  return { ...posted, written: written + posted.written };
}
