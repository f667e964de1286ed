import type { LastEntry, Posting, StatementEntry } from '../domain/statement.ts';
import { blockAfter, vectorOf } from '../domain/striped-statement.ts';
import { asError, logger } from '../observability/logger.ts';
import type { Statements } from '../store/statements.ts';

/** A posting, and the record of the stream that has it. */
export interface Change {
  readonly posting: Posting;
  readonly sequenceNumber: string;
}

/** Waits before the next try. @param tries how many were lost */
export type PauseAfterLoss = (tries: number) => Promise<unknown>;

/** Of several instances after the same entry, one appends and the others read again. */
const MAX_TRIES = 10;
/** A read and a write of the chain take so long. */
const TURN_MS = 10;

/** Longer after each loss, and at random, so that the losers do not meet again. */
export const pauseAtRandom: PauseAfterLoss = (tries) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * TURN_MS * tries));

/**
 * Appends postings of the items of one wallet in stripes to its one statement, in blocks. Each item's come
 * in their order and once. The wallet's items are in several shards of the stream, so other instances may
 * append at the same time. The one that comes second reads the end of the statement again.
 * @param changes the records of one wallet, those of each item in their order
 * @returns how many entries this call wrote, and the first record of each item that it could not write
 */
export async function postStriped(
  statements: Pick<Statements, 'latest' | 'append'>,
  changes: readonly Change[],
  pause: PauseAfterLoss,
): Promise<{ written: number; failed: readonly string[] }> {
  const records = new Map(changes.map(({ posting, sequenceNumber }) => [posting, sequenceNumber]));
  const failedAt = (postings: readonly Posting[]) => postings.flatMap((posting) => records.get(posting) ?? []);
  const postings = [...records.keys()];
  const [{ walletId } = { walletId: '' }] = postings;
  let written = 0;
  let last: LastEntry | undefined;
  try {
    last = await statements.latest(walletId);
    for (let lost = 0; ; ) {
      const { entries, vector, waiting } = blockAfter(last, postings);
      const [first, ...rest] = entries;
      if (!first) {
        for (const posting of waiting) logMissing(posting, records.get(posting));
        return { written, failed: failedAt(waiting) };
      }
      if (await statements.append([first, ...rest], vector)) {
        written += entries.length;
        last = { ...endOf(first, rest), vector };
        continue;
      }
      lost += 1;
      if (lost === MAX_TRIES) throw new Error(`others have appended ${lost} times`);
      await pause(lost);
      last = await statements.latest(walletId);
    }
  } catch (error) {
    logger.error('not posted', { wallet_id: walletId, error: asError(error) });
    return { written, failed: failedAt(firstOfEach(postings, last)) };
  }
}

function endOf(first: StatementEntry, rest: readonly StatementEntry[]): StatementEntry {
  return rest.at(-1) ?? first;
}

function logMissing({ walletId, stripe, seq }: Posting, sequenceNumber: string | undefined): void {
  const error = asError(new Error(`posting ${seq} does not follow the statement: one before it is missing`));
  logger.error('not posted', { sequence_number: sequenceNumber, wallet_id: walletId, stripe, seq, error });
}

/** The first posting of each item that the statement did not have when its end was read. */
function firstOfEach(postings: readonly Posting[], last: LastEntry | undefined): Posting[] {
  const left = new Map<number, Posting>();
  for (const posting of postings) {
    const { stripe = 0, seq } = posting;
    if (seq > (vectorOf(last)[stripe] ?? 0) && !left.has(stripe)) left.set(stripe, posting);
  }
  return [...left.values()];
}
