import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { firstChainFault, type StatementEntry } from '../../../lib/domain/statement.ts';
import { Statements } from '../../../lib/store/statements.ts';
import type { StreamRecord } from '../../../lib/store/stream-batch.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Posted, recordsOf } from '../../support/postings.ts';

const NOW = 1_700_000_000_000;
const NONE = { batchItemFailures: [] };

let tables: FreshTables;
let statements: Statements;
beforeAll(async () => {
  tables = await memoryTables();
  statements = new Statements(tables.documents, tables.shardEntries[0]);
});
afterAll(() => tables.close());

let ids = 0;
const freshWallet = () => String(++ids);

const credits = (count: number): Posted[] =>
  Array.from({ length: count }, (_, n) => ({ tx: `TX${n + 1}`, amount: 10n, at: NOW + n }));

/** All entries of a wallet, oldest first. */
async function entriesOf(walletId: string): Promise<readonly StatementEntry[]> {
  return (await statements.page(walletId, { limit: 1_000, order: 'asc' })).entries;
}

const post = (...records: readonly StreamRecord[]) => postBatch(statements, { Records: [...records] });

const at = (records: readonly StreamRecord[], n: number): StreamRecord => {
  const record = records[n];
  if (!record) throw new Error(`there is no record ${n}`);
  return record;
};

describe('the statement of a wallet', () => {
  it('has an entry for each posting, in order, with the running balance and a chain of hashes', async () => {
    const wallet = freshWallet();
    const postings = [
      { tx: 'A', amount: 100n, at: NOW },
      { tx: 'B', amount: -30n, at: NOW + 5 },
      { tx: 'C', amount: 7n, at: NOW + 9 },
    ];
    expect(await post(...recordsOf(wallet, postings))).toEqual(NONE);
    const entries = await entriesOf(wallet);
    expect(entries).toMatchObject([
      { walletId: wallet, seq: 1, txId: 'A', amount: 100n, balance: 100n, postedAt: NOW },
      { walletId: wallet, seq: 2, txId: 'B', amount: -30n, balance: 70n, postedAt: NOW + 5 },
      { walletId: wallet, seq: 3, txId: 'C', amount: 7n, balance: 77n, postedAt: NOW + 9 },
    ]);
    expect(firstChainFault(wallet, entries)).toBeUndefined();
  });

  it('of a wallet that is older begins with an opening entry, which has no transaction', async () => {
    const wallet = freshWallet();
    await post(
      ...recordsOf(wallet, [
        { amount: 500n, at: NOW },
        { tx: 'A', amount: -1n, at: NOW },
      ]),
    );
    const entries = await entriesOf(wallet);
    expect(entries.map(({ txId, balance }) => [txId, balance])).toEqual([
      [undefined, 500n],
      ['A', 499n],
    ]);
    expect(firstChainFault(wallet, entries)).toBeUndefined();
  });

  it('has times that never fall, whatever clocks the shards have', async () => {
    const wallet = freshWallet();
    await post(
      ...recordsOf(wallet, [
        { tx: 'A', amount: 1n, at: NOW + 500 },
        { tx: 'B', amount: 1n, at: NOW },
        { tx: 'C', amount: 1n, at: NOW + 501 },
      ]),
    );
    expect((await entriesOf(wallet)).map(({ postedAt }) => postedAt - NOW)).toEqual([500, 500, 501]);
  });

  it('goes on where an earlier batch ended', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(5));
    await post(...records.slice(0, 2));
    expect(await post(...records.slice(2))).toEqual(NONE);
    expect(firstChainFault(wallet, await entriesOf(wallet))).toBeUndefined();
    expect(await entriesOf(wallet)).toHaveLength(5);
  });

  it('is unchanged by a replay, of all records or of old ones alone', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(9));
    await post(...records);
    const before = await tables.contents();
    expect(await post(...records)).toEqual(NONE);
    expect(await post(...records.slice(1, 3))).toEqual(NONE);
    expect(await tables.contents()).toEqual(before);
  });

  it('has no gap: a record whose predecessor is missing fails, and with it all after it', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(5));
    await post(at(records, 0));
    expect(await post(...records.slice(2))).toEqual({ batchItemFailures: [{ itemIdentifier: `${wallet}-3` }] });
    expect(await entriesOf(wallet)).toHaveLength(1);
    // Lambda repeats the batch from the failed record on, and here from the one before it.
    expect(await post(...records.slice(1))).toEqual(NONE);
    expect(await entriesOf(wallet)).toHaveLength(5);
  });

  it('is not held up by a wallet in the same batch that fails', async () => {
    const [broken, well] = [freshWallet(), freshWallet()];
    const missing = recordsOf(broken, credits(3)).slice(1);
    const whole = recordsOf(well, credits(3));
    const mixed = whole.flatMap((record, n) => [record, ...missing.slice(n, n + 1)]);
    expect(await post(...mixed)).toEqual({ batchItemFailures: [{ itemIdentifier: `${broken}-2` }] });
    expect(await entriesOf(well)).toHaveLength(3);
    expect(await entriesOf(broken)).toHaveLength(0);
  });

  it('stops before a record that cannot be read', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(3));
    const second = at(records, 1);
    const unreadable = { dynamodb: { ...second.dynamodb, NewImage: { wallet_id: { S: wallet } } } };
    expect(await post(at(records, 0), unreadable, at(records, 2))).toEqual({
      batchItemFailures: [{ itemIdentifier: `${wallet}-2` }, { itemIdentifier: `${wallet}-3` }],
    });
    expect(await entriesOf(wallet)).toHaveLength(1);
  });

  it('is not continued after an entry that was changed by hand: the failure stays', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(3));
    await post(...records.slice(0, 2));
    await tables.documents.send(
      new UpdateCommand({
        TableName: tables.shardEntries[0],
        Key: { wallet_id: wallet, seq: 2 },
        UpdateExpression: 'SET balance = :wrong',
        ExpressionAttributeValues: { ':wrong': 999 },
      }),
    );
    expect(await post(at(records, 2))).toEqual({ batchItemFailures: [{ itemIdentifier: `${wallet}-3` }] });
  });

  it('fails if another entry stands where its next one belongs', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(2));
    const others = recordsOf(wallet, [{ tx: 'OTHER', amount: 10n, at: NOW }]);
    await post(at(others, 0));
    const slow = Object.assign(new Statements(tables.documents, tables.shardEntries[0]), {
      latestFrom: async () => undefined,
    });
    expect(await postBatch(slow, { Records: [at(records, 0)] })).toEqual({
      batchItemFailures: [{ itemIdentifier: `${wallet}-1` }],
    });
  });

  it('is the same whatever batches, replays and concurrent instances wrote it', async () => {
    const batch = fc.record({ from: fc.nat(11), length: fc.integer({ min: 1, max: 12 }), alone: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 8 }), async (batches) => {
        const [wallet, model] = [freshWallet(), freshWallet()];
        const records = recordsOf(wallet, credits(12));
        let running: Promise<unknown>[] = [];
        for (const { from, length, alone } of batches) {
          running.push(post(...records.slice(from, from + length)));
          if (!alone) continue;
          await Promise.all(running);
          running = [];
          expect(firstChainFault(wallet, await entriesOf(wallet))).toBeUndefined();
        }
        await Promise.all(running);
        expect(await post(...records)).toEqual(NONE);
        await post(...recordsOf(model, credits(12)));
        const amounts = (entries: readonly StatementEntry[]) => entries.map(({ txId, balance }) => [txId, balance]);
        expect(amounts(await entriesOf(wallet))).toEqual(amounts(await entriesOf(model)));
        expect(firstChainFault(wallet, await entriesOf(wallet))).toBeUndefined();
      }),
      { numRuns: 25 },
    );
  });

  it('goes on after a database that failed in between, without a gap', async () => {
    const wallet = freshWallet();
    const records = recordsOf(wallet, credits(4));
    let left = 2;
    const failing = Object.assign(new Statements(tables.documents, tables.shardEntries[0]), {
      add: async (entry: StatementEntry) => {
        if (left-- <= 0) throw new Error('the database is unavailable');
        return statements.add(entry);
      },
    });
    expect(await postBatch(failing, { Records: [...records] })).toEqual({
      batchItemFailures: [{ itemIdentifier: `${wallet}-3` }],
    });
    expect(await entriesOf(wallet)).toHaveLength(2);
    expect(await post(...records.slice(2))).toEqual(NONE);
    expect(await entriesOf(wallet)).toHaveLength(4);
  });
});

describe('the pages of a statement', () => {
  let wallet: string;
  beforeAll(async () => {
    wallet = freshWallet();
    await post(...recordsOf(wallet, credits(20)));
  });

  const seqs = ({ entries }: { entries: readonly StatementEntry[] }) => entries.map(({ seq }) => seq);

  it('follow each other by the number of the last entry, oldest first', async () => {
    const first = await statements.page(wallet, { limit: 8, order: 'asc' });
    const second = await statements.page(wallet, { limit: 8, order: 'asc', after: 8 });
    const last = await statements.page(wallet, { limit: 8, order: 'asc', after: 16 });
    expect([seqs(first), seqs(second), seqs(last)]).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [9, 10, 11, 12, 13, 14, 15, 16],
      [17, 18, 19, 20],
    ]);
    expect([first.more, second.more, last.more]).toEqual([true, true, false]);
  });

  it('follow each other newest first, too', async () => {
    const first = await statements.page(wallet, { limit: 15, order: 'desc' });
    const last = await statements.page(wallet, { limit: 5, order: 'desc', after: 6 });
    expect(seqs(first)).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6]);
    expect(seqs(last)).toEqual([5, 4, 3, 2, 1]);
    expect([first.more, last.more]).toEqual([true, false]);
  });

  it('are empty after the last entry, and for a wallet without postings', async () => {
    expect(await statements.page(wallet, { limit: 8, order: 'asc', after: 20 })).toEqual({ entries: [], more: false });
    expect(await statements.page(freshWallet(), { limit: 8, order: 'desc' })).toEqual({ entries: [], more: false });
  });
});
