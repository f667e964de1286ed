import { type EntryBefore, entryAfter, FIRST, type Posting } from '../../../lib/domain/statement.ts';
import type { Statements } from '../../../lib/store/statements.ts';
import type { StreamBatch } from '../../../lib/store/stream-batch.ts';
import { changeOf } from '../../../lib/store/wallet-changes.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { condition, update, values } from './bends.ts';
import type { Breakage } from './system.ts';

type Written = Pick<Statements, 'latestFrom' | 'add'>;

/** The rules of postings, of the entries of statements, and of who reads them. */
export const BREAKAGES_OF_STATEMENTS: readonly Breakage[] = [
  {
    name: 'a commit does not raise seq',
    operation: (_operation, input) =>
      input.UpdateExpression?.includes('seq = seq + :one') ? values(input, { ':one': { N: '0' } }) : input,
  },
  {
    name: 'a commit leaves no posting',
    operation: (_operation, input) => update(input, ', posting = :posting, settled.#tx', ' , settled.#tx', ':posting'),
  },
  {
    name: 'a reserve leaves the posting in the wallet',
    operation: (_operation, input) =>
      update(input, ' spendable = spendable - :debit REMOVE posting', ' spendable = spendable - :debit'),
  },
  {
    name: 'a rollback leaves the posting in the wallet',
    shownBy: 23,
    operation: (_operation, input) => update(input, 'REMOVE holds.#tx, posting', 'REMOVE holds.#tx'),
  },
  {
    name: 'a statement is opened with what was read, whatever was written since',
    shownBy: 111,
    operation: (_operation, input) =>
      condition(
        input,
        'spendable = :spendable AND credit_limit = :limit AND holds = :holds',
        '(attribute_exists(spendable) OR spendable = :spendable OR credit_limit = :limit OR holds = :holds)',
      ),
  },
  {
    name: 'a commit of the version before changes a wallet that has a statement',
    operation: (_operation, input) =>
      update(
        condition(input, 'attribute_exists(posted) AND ', ''),
        'posted = posted + :amount, seq = seq + :one, posted_at = :now, posting = :posting, ',
        '',
        ...[':amount', ':one', ':now', ':posting'],
      ),
  },
  {
    name: 'an entry is put over the one that is there',
    operation: (operation, input) => {
      const { ConditionExpression, ReturnValuesOnConditionCheckFailure, ...blind } = input;
      return operation === 'PutItem' && input.Item?.hash ? blind : input;
    },
  },
  {
    name: 'an entry is written without the one before',
    shownBy: 237,
    post: (statements, batch) =>
      posted(statements, batch, (last, posting) =>
        posting.seq <= last.seq
          ? undefined
          : entryAfter({ ...last, seq: posting.seq - 1, balance: posting.posted - posting.amount }, posting),
      ),
  },
  {
    name: 'an entry is numbered by those that are there, so that a replay writes it again',
    shownBy: 2,
    post: (statements, batch) =>
      posted(statements, batch, (last, posting) =>
        entryAfter(last, { ...posting, seq: last.seq + 1, posted: last.balance + posting.amount }),
      ),
  },
  {
    name: 'a batch is acknowledged whether or not its entries are written',
    shownBy: 15,
    post: async (statements, batch) => {
      await postBatch(statements, batch);
      return { batchItemFailures: [] };
    },
  },
  {
    name: 'who follows a statement remembers the time of an entry and not its number',
    shownBy: 22,
    isNew: (entry, last) => entry.postedAt > last.postedAt,
  },
  {
    name: 'who follows a statement remembers the id of a transfer and not the number of its entry',
    shownBy: 232,
    isNew: (entry, last) => (entry.txId ?? '') > (last.txId ?? ''),
  },
];

/** Writes the entries one after another, each failure by itself. @param entryOf undefined for none */
async function posted(
  statements: Written,
  { Records }: StreamBatch,
  entryOf: (last: EntryBefore, posting: Posting) => ReturnType<typeof entryAfter> | undefined,
) {
  const failed: string[] = [];
  for (const record of Records) {
    try {
      const { posting } = changeOf(record);
      const entry = entryOf((await statements.latestFrom(posting.walletId, posting.seq - 1)) ?? FIRST, posting);
      if (entry) await statements.add(entry);
    } catch {
      failed.push(record.dynamodb.SequenceNumber);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
