import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { documentsAt } from '../../../lib/store/documents.ts';
import { type StatementPage, Statements } from '../../../lib/store/statements.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { recordsOf } from '../../support/postings.ts';

const NOW = 1_700_000_000_000;
/** The entries of each wallet here. */
const WRITTEN = 5;

let tables: FreshTables;
let client: DynamoDBDocumentClient;
let replica: Statements;
let statements: Statements;
let consistent = 0;
beforeAll(async () => {
  tables = await memoryTables();
  const [entries, behind] = tables.shardEntries;
  client = documentsAt({ endpoint: await tables.endpoint() });
  // Eventually consistent reads see another table, which lacks the newest entries.
  client.middlewareStack.add(
    (next) => (args) => {
      const isConsistent = 'ConsistentRead' in args.input && args.input.ConsistentRead === true;
      if (isConsistent) consistent += 1;
      return next(isConsistent ? args : { ...args, input: { ...args.input, TableName: behind } });
    },
    { step: 'initialize' },
  );
  replica = new Statements(tables.documents, behind);
  statements = new Statements(client, entries);
});
afterAll(() => {
  client.config.requestHandler.destroy?.();
  tables.close();
});

let ids = 0;

/** A wallet with five entries, of which eventually consistent reads see `seen`. */
async function wallet(seen: number): Promise<string> {
  const walletId = String(++ids);
  const postings = Array.from({ length: WRITTEN }, (_, n) => ({ tx: `TX${n + 1}`, amount: 10n, at: NOW + n }));
  const records = recordsOf(walletId, postings);
  await postBatch(new Statements(tables.documents, tables.shardEntries[0]), { Records: records });
  if (seen > 0) await postBatch(replica, { Records: records.slice(0, seen) });
  consistent = 0;
  return walletId;
}

async function read(walletId: string, page: StatementPage, seq = WRITTEN): Promise<[seqs: number[], more: boolean]> {
  const { entries, more } = await statements.pageUpTo(walletId, page, Promise.resolve({ seq }));
  return [entries.map((entry) => entry.seq), more];
}

describe('a page of a statement', () => {
  it.each<[name: string, page: StatementPage, seqs: number[], more: boolean]>([
    ['the oldest', { limit: 2, order: 'asc' }, [1, 2], true],
    ['after the second', { limit: 2, order: 'asc', after: 2 }, [3, 4], true],
    ['the last of the oldest first', { limit: 2, order: 'asc', after: 4 }, [5], false],
    ['all, the oldest first', { limit: 9, order: 'asc' }, [1, 2, 3, 4, 5], false],
    ['the newest', { limit: 2, order: 'desc' }, [5, 4], true],
    ['before the fifth', { limit: 2, order: 'desc', after: 5 }, [4, 3], true],
    ['the last of the newest first', { limit: 2, order: 'desc', after: 3 }, [2, 1], false],
    ['all, the newest first', { limit: 9, order: 'desc' }, [5, 4, 3, 2, 1], false],
  ])('has what is written, however few of it an eventually consistent read sees: %s', async (_, page, seqs, more) => {
    for (let seen = 0; seen <= WRITTEN; seen++)
      expect([seen, ...(await read(await wallet(seen), page))]).toEqual([seen, seqs, more]);
  });

  it('costs no second read if the first one sees all of it', async () => {
    const walletId = await wallet(WRITTEN);
    for (const order of ['asc', 'desc'] as const) {
      for (const after of [undefined, 0, 1, 3, 5, 6]) await read(walletId, { limit: 2, order, after });
    }
    expect(consistent).toBe(0);
  });

  it('has entries that were posted after the wallet was looked at, too', async () => {
    const walletId = await wallet(WRITTEN);
    expect(await read(walletId, { limit: 2, order: 'desc' }, 3)).toEqual([[5, 4], true]);
    expect(await read(walletId, { limit: 9, order: 'asc' }, 3)).toEqual([[1, 2, 3, 4, 5], false]);
    expect(consistent).toBe(0);
  });

  it('is empty for a wallet without a statement', async () => {
    const walletId = String(++ids);
    for (const order of ['asc', 'desc'] as const)
      expect(await statements.pageUpTo(walletId, { limit: 2, order }, Promise.resolve({}))).toEqual({
        entries: [],
        more: false,
      });
  });
});
