import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { copyEntries } from '../../../lib/api/shard-moves.ts';
import { entryView } from '../../../lib/api/statement-entry.ts';
import { entryAfter, FIRST, firstChainFault, type LastEntry } from '../../../lib/domain/statement.ts';
import { MAX_BLOCK } from '../../../lib/domain/striped-statement.ts';
import { stripeId } from '../../../lib/domain/stripes.ts';
import { EntryItems } from '../../../lib/store/entry-items.ts';
import { PastEntries } from '../../../lib/store/past-entry.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { StatementHeads } from '../../../lib/store/statement-heads.ts';
import { Statements } from '../../../lib/store/statements.ts';
import type { StreamRecord } from '../../../lib/store/stream-batch.ts';
import { WalletHeads } from '../../../lib/store/wallet-head.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Posted, recordsOf } from '../../support/postings.ts';

const NOW = 1_700_000_000_000;
const NONE = { batchItemFailures: [] };
const pause = async () => undefined;

let tables: FreshTables;
let statements: Statements;
beforeAll(async () => {
  tables = await memoryTables();
  statements = new Statements(tables.documents, tables.shardEntries[0]);
});
afterAll(() => tables.close());

let ids = 0;
const freshWallet = () => String(++ids);

/** Credits of 10 with times one after another, and ids by the item. */
const credits = (item: string, count: number, from = 0): Posted[] =>
  Array.from({ length: count }, (_, n) => ({ tx: `${item}-${n + 1}`, amount: 10n, at: NOW + from + n }));
const mainOf = (wallet: string, count: number) => recordsOf(wallet, credits('main', count));
/** Records of the main item, of which those after the first `before` were posted to a wallet in stripes. */
const switchedAt = (wallet: string, before: number, count: number) => [
  ...mainOf(wallet, count).slice(0, before),
  ...recordsOf(wallet, credits('main', count), { stripes: 2 }).slice(before),
];
const stripeOf = (wallet: string, stripe: number, count: number, made_after = 0) =>
  recordsOf(stripeId(wallet, stripe), credits(`s${stripe}`, count), { made_after });
const post = (...records: readonly StreamRecord[]) => postBatch(statements, { Records: [...records] }, pause);
const entriesOf = async (wallet: string) => (await statements.page(wallet, { limit: 2_000, order: 'asc' })).entries;
const txOf = (entries: readonly LastEntry[]) => entries.map(({ txId }) => txId);
const itemsOf = async (wallet: string) => {
  const { Items = [] } = await tables.documents.send(
    new QueryCommand({
      TableName: tables.shardEntries[0],
      KeyConditionExpression: 'wallet_id = :wallet',
      ExpressionAttributeValues: { ':wallet': wallet },
    }),
  );
  return Items;
};

describe('the statement of a wallet in stripes', () => {
  it('is one chain of what its items posted, with the id of the wallet and the balance of all', async () => {
    const wallet = freshWallet();
    expect(await post(...stripeOf(wallet, 1, 2), ...stripeOf(wallet, 2, 1))).toEqual(NONE);
    expect(await post(...switchedAt(wallet, 0, 1))).toEqual(NONE);
    const entries = await entriesOf(wallet);
    expect(entries).toMatchObject([
      { walletId: wallet, seq: 1, txId: 's1-1', balance: 10n },
      { walletId: wallet, seq: 2, txId: 's1-2', balance: 20n },
      { walletId: wallet, seq: 3, txId: 's2-1', balance: 30n },
      { walletId: wallet, seq: 4, txId: 'main-1', balance: 40n },
    ]);
    expect(firstChainFault(wallet, entries)).toBeUndefined();
    expect((await statements.latest(wallet))?.vector).toEqual({ 0: 1, 1: 2, 2: 1 });
  });

  it('has one item for all entries of a batch', async () => {
    const wallet = freshWallet();
    await post(...stripeOf(wallet, 1, MAX_BLOCK));
    expect(await itemsOf(wallet)).toHaveLength(1);
    expect(await entriesOf(wallet)).toHaveLength(MAX_BLOCK);
  });

  it('is in the form of other wallets until the first posting in stripes, and goes on from there', async () => {
    const wallet = freshWallet();
    await post(...mainOf(wallet, 3));
    expect((await itemsOf(wallet)).every((item) => item.vector === undefined && item.block === undefined)).toBe(true);
    await post(...stripeOf(wallet, 2, 1, 3));
    expect((await statements.latest(wallet))?.vector).toEqual({ 0: 3, 2: 1 });
    expect(firstChainFault(wallet, await entriesOf(wallet))).toBeUndefined();
  });

  it.each([
    ['after entries of stripes', false],
    ['after entries of stripes that its read did not see', true],
  ])('has a posting from before the stripes that comes late, %s', async (_, stale) => {
    const wallet = freshWallet();
    const main = switchedAt(wallet, 3, 4);
    await post(...main.slice(0, 2));
    // The stripe was made from an item that was read before its third posting.
    const seen = await statements.latest(wallet);
    await post(...stripeOf(wallet, 1, 5, 2));
    const slow = Object.assign(new Statements(tables.documents, tables.shardEntries[0]), {
      latestFrom: async (id: string, seq: number) => (stale ? seen : statements.latestFrom(id, seq)),
    });
    expect(await postBatch(slow, { Records: main.slice(2) }, pause)).toEqual(NONE);
    expect(await postBatch(slow, { Records: main.slice(2, 3) }, pause)).toEqual(NONE);
    const entries = await entriesOf(wallet);
    expect(txOf(entries)).toEqual(['main-1', 'main-2', 's1-1', 's1-2', 's1-3', 's1-4', 's1-5', 'main-3', 'main-4']);
    expect(firstChainFault(wallet, entries)).toBeUndefined();
  });

  it('has no stripe before the opening entry of an older wallet', async () => {
    const wallet = freshWallet();
    const opening = recordsOf(wallet, [{ amount: 500n, at: NOW }]);
    const stripe = stripeOf(wallet, 1, 2, 1);
    expect(await post(...stripe)).toEqual({ batchItemFailures: [{ itemIdentifier: `${wallet}#1-1` }] });
    expect(await post(...opening)).toEqual(NONE);
    expect(await post(...stripe)).toEqual(NONE);
    const entries = await entriesOf(wallet);
    expect(txOf(entries)).toEqual([undefined, 's1-1', 's1-2']);
    expect(firstChainFault(wallet, entries)).toBeUndefined();
  });

  it('has no gap of any item: a record whose predecessor is missing fails alone, with those of its item', async () => {
    const wallet = freshWallet();
    const [one, two] = [stripeOf(wallet, 1, 4), stripeOf(wallet, 2, 2)];
    expect(await post(...one.slice(1), ...two)).toEqual({ batchItemFailures: [{ itemIdentifier: `${wallet}#1-2` }] });
    expect(txOf(await entriesOf(wallet))).toEqual(['s2-1', 's2-2']);
    expect(await post(...one)).toEqual(NONE);
    expect(txOf(await entriesOf(wallet))).toEqual(['s2-1', 's2-2', 's1-1', 's1-2', 's1-3', 's1-4']);
  });

  it('is unchanged by a replay', async () => {
    const wallet = freshWallet();
    const records = [...switchedAt(wallet, 2, 4), ...stripeOf(wallet, 1, 3), ...stripeOf(wallet, 2, 3)];
    await post(...records);
    const before = await tables.contents();
    expect(await post(...records)).toEqual(NONE);
    expect(await post(...records.slice(3, 8))).toEqual(NONE);
    expect(await post(...records.slice(0, 1))).toEqual(NONE);
    expect(await tables.contents()).toEqual(before);
  });

  it('is repeated by the stream if others append all the time', async () => {
    const wallet = freshWallet();
    let appended = 0;
    const crowded = Object.assign(new Statements(tables.documents, tables.shardEntries[0]), {
      append: async () => {
        const first = await statements.latest(wallet);
        const posting = { walletId: wallet, seq: appended + 1, txId: 'X', amount: 1n, posted: 0n, at: NOW };
        const entry = entryAfter(first ?? FIRST, { ...posting, posted: (first?.balance ?? 0n) + 1n });
        appended += 1;
        await statements.append([entry], { 2: appended });
        return false;
      },
    });
    const records = stripeOf(wallet, 1, 2);
    expect(await postBatch(crowded, { Records: records }, pause)).toEqual({
      batchItemFailures: [{ itemIdentifier: `${wallet}#1-1` }],
    });
    expect(appended).toBeLessThan(20);
    expect(await post(...records)).toEqual(NONE);
  });

  it('is known to have its block by who did not hear of the write', async () => {
    const wallet = freshWallet();
    let lost = false;
    const deaf = Object.assign(new Statements(tables.documents, tables.shardEntries[0]), {
      append: async (...block: Parameters<Statements['append']>) => {
        const stored = await statements.append(...block);
        if (lost) return stored;
        lost = true;
        return false;
      },
    });
    expect(await postBatch(deaf, { Records: stripeOf(wallet, 1, 3) }, pause)).toEqual(NONE);
    expect(txOf(await entriesOf(wallet))).toEqual(['s1-1', 's1-2', 's1-3']);
  });
});

describe('who reads the statement of a wallet in stripes', () => {
  let wallet: string;
  let all: readonly LastEntry[];
  /** Entries 1 to 3 as other wallets have them, and blocks of 5, 1, 40 and 11. */
  beforeAll(async () => {
    wallet = freshWallet();
    await post(...mainOf(wallet, 3));
    const [one, two] = [stripeOf(wallet, 1, 45, 3), stripeOf(wallet, 2, 12, 3)];
    await post(...one.slice(0, 5));
    await post(...two.slice(0, 1));
    await post(...one.slice(5));
    await post(...two.slice(1));
    all = await entriesOf(wallet);
  });

  it('sees entries on every page of either order, and never a block', async () => {
    expect(await itemsOf(wallet)).toHaveLength(7);
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    for (const limit of [1, 2, 7, 30]) {
      for (let after = 0; after <= 61; after++) {
        const asc = await statements.page(wallet, { after, limit, order: 'asc' });
        const desc = await statements.page(wallet, { after, limit, order: 'desc' });
        expect(asc).toEqual({ entries: all.slice(after, after + limit), more: all.length > after + limit });
        const older = all.slice(0, Math.max(0, after - 1)).reverse();
        expect(desc).toEqual({ entries: older.slice(0, limit), more: older.length > limit });
      }
      const newest = all.toReversed().slice(0, limit);
      expect(await statements.page(wallet, { limit, order: 'desc' })).toEqual({ entries: newest, more: true });
    }
  });

  it('sees the end of it from a number within the last block, also up to its head', async () => {
    const head = Promise.resolve({ seq: 60, stripes: 2 });
    for (const after of [49, 50, 57, 59, 60]) {
      const page = await statements.pageUpTo(wallet, { after, limit: 100, order: 'asc' }, head);
      expect(page).toEqual({ entries: all.slice(after), more: false });
    }
  });

  it('finds single entries', async () => {
    expect((await statements.latest(wallet))?.seq).toBe(60);
    for (const seq of [1, 3, 4, 8, 9, 10, 30, 60, 99])
      expect((await statements.upTo(wallet, seq))?.seq).toBe(Math.min(60, seq));
  });

  it('sees entries as an operator', async () => {
    const found = [];
    const items = new EntryItems({ endpoint: await tables.endpoint() }, tables.shardEntries[0]);
    for await (const { entry, seq } of items.of(wallet)) found.push([Number(seq), entry?.hash]);
    expect(found).toEqual(all.map(({ seq, hash }) => [seq, hash]));
  });

  it('has the newest head, with what it has of each item', async () => {
    const heads = new StatementHeads(tables.documents, tables.shardEntries[0], statements);
    const { seq, hash, balance } = all[59] ?? FIRST;
    const expected = { seq, hash, balance, vector: { 0: 3, 1: 45, 2: 12 } };
    for (const posted of [60, 59, 8, 70])
      expect((await heads.of(new Map([[wallet, posted]]), new Set([wallet]))).get(wallet)).toEqual(expected);
  });
});

describe('the balance of a wallet in stripes at a time', () => {
  const HEAD = { credit_limit: 0, holds: {}, settled: {}, fence: 0 };
  /** Items with so many postings each, of which only the given records are written. */
  async function walletWith(counts: readonly number[], ...written: readonly StreamRecord[]): Promise<string> {
    const wallet = freshWallet();
    for (const [n, seq] of counts.entries()) {
      const wallet_id = n === 0 ? wallet : stripeId(wallet, n);
      const at = seq === 0 ? {} : { posted_at: NOW + seq - 1, posting: { tx: 'X', amount: 1, at: NOW } };
      const stripes = n === 0 ? { stripes: counts.length - 1 } : {};
      const Item = { ...HEAD, ...at, ...stripes, wallet_id, seq, spendable: 10 * seq, posted: 10 * seq };
      await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item }));
    }
    for (const { dynamodb } of written) {
      const id = String(dynamodb.NewImage.wallet_id?.S).replace(/^[0-9]+/, wallet);
      await post({ dynamodb: { ...dynamodb, NewImage: { ...dynamodb.NewImage, wallet_id: { S: id } } } });
    }
    return wallet;
  }
  const told = async (wallet: string, time: number) => {
    const heads = new WalletHeads(tables.documents, tables.shardWallets[0]);
    const found = await new PastEntries(heads, statements).upTo(wallet, NOW + time);
    return typeof found === 'string' ? found : found.balance;
  };

  it('is found everywhere in blocks, by the marks of which there is one in each block of 16', async () => {
    const records = stripeOf('0', 1, 90);
    const wallet = await walletWith([0, 90]);
    const own = stripeOf(wallet, 1, 90);
    for (let n = 0; n < own.length; n += 30) await post(...own.slice(n, n + 30));
    for (let time = 0; time < 90; time++) expect(await told(wallet, time)).toBe(10n * BigInt(time + 1));
    expect(await told(wallet, -1)).toBe('none');
    expect(await told(wallet, 1_000)).toBe(BigInt(10 * records.length));
  });

  it('is known once the statement has what all items have posted', async () => {
    const wallet = await walletWith([2, 3, 1], ...switchedAt('0', 0, 2), ...stripeOf('0', 1, 3));
    await expect(told(wallet, 500)).rejects.toMatchObject({ code: 'unavailable' });
    await post(...stripeOf(wallet, 2, 1));
    expect(await told(wallet, 500)).toBe(60n);
  });

  it('is none before the first posting, whichever item has it', async () => {
    expect(await told(await walletWith([0, 0]), 0)).toBe('none');
    expect(await told(await walletWith([0, 1]), -1)).toBe('none');
  });

  it('is that of the shard to which the wallet has moved, once its stripes have', async () => {
    const wallet = await walletWith([1, 1]);
    const gone = { wallet_id: stripeId(wallet, 1), op: 1, to_shard: 3 };
    await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item: gone }));
    await expect(told(wallet, 0)).rejects.toMatchObject({ code: 'wallet_moved', shard: 3 });
  });
});

describe('the copy of a statement in stripes', () => {
  const copyTo = (shard: 0 | 1) =>
    new ShardMoves(
      tables.documents,
      tables.shardWallets[shard],
      new Statements(tables.documents, tables.shardEntries[shard]),
      shard,
    );

  it.each([1, 2, 3, 7, 50])('ends with the same of each item, in pages of %d', async (limit) => {
    const wallet = freshWallet();
    await post(...switchedAt(wallet, 2, 4));
    await post(...stripeOf(wallet, 1, 9), ...stripeOf(wallet, 2, 3));
    const there = new Statements(tables.documents, tables.shardEntries[1]);
    for (let last = 0, more = true; more; ) {
      const page = await statements.page(wallet, { after: last, limit, order: 'asc', consistent: true });
      last = await copyTo(1).copy(wallet, page.entries);
      more = page.more;
    }
    expect(await there.latest(wallet)).toEqual(await statements.latest(wallet));
    const next = stripeOf(wallet, 1, 10).slice(9);
    expect(await postBatch(there, { Records: next }, pause)).toEqual(NONE);
    const { entries } = await there.page(wallet, { limit: 100, order: 'asc' });
    expect(entries).toHaveLength(17);
    expect(firstChainFault(wallet, entries)).toBeUndefined();
  });

  it('is granted with its counts: a token for others is none for these', async () => {
    const wallet = freshWallet();
    await post(...stripeOf(wallet, 1, 2));
    const entries = (await entriesOf(wallet)).map(entryView);
    const granted = (vector?: Record<string, number>) =>
      copyEntries.granted?.({ body: { wallet_id: wallet, entries, ...(vector && { vector }) } }).moved;
    const digests = [granted(), granted({ 0: 0, 1: 2 }), granted({ 0: 1, 1: 1 }), granted({ 0: 0, 2: 2 })];
    expect(new Set(digests).size).toBe(4);
    expect(granted({ 1: 2, 0: 0 })).toBe(digests[1]);
  });

  it('refuses a count that is not that of the entries', async () => {
    const wallet = freshWallet();
    await post(...stripeOf(wallet, 1, 2));
    const [one, two] = await entriesOf(wallet);
    if (!one || !two) throw new Error('there are no entries');
    await expect(copyTo(1).copy(wallet, [one, { ...two, vector: { 0: 0, 1: 3 } }])).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('a hand in the blocks of a statement', () => {
  async function seen(wallet: string) {
    const found = [];
    for await (const one of new EntryItems({ endpoint: await tables.endpoint() }, tables.shardEntries[0]).of(wallet))
      found.push(one);
    return found;
  }
  /** Puts something else in the place of the block of the first item. */
  async function change(wallet_id: string, changed: (block: unknown[]) => unknown) {
    const [first] = await itemsOf(wallet_id);
    await tables.documents.send(
      new UpdateCommand({
        TableName: tables.shardEntries[0],
        Key: { wallet_id, seq: 1 },
        UpdateExpression: 'SET #block = :value',
        ExpressionAttributeNames: { '#block': 'block' },
        ExpressionAttributeValues: { ':value': changed(first?.block) },
      }),
    );
  }

  it('is seen at the entry that it changed', async () => {
    const wallet = freshWallet();
    await post(...stripeOf(wallet, 1, 5));
    await change(wallet, (block) => block.map((one, n) => (n === 1 ? { ...Object(one), a: 11 } : one)));
    const entries = (await seen(wallet)).flatMap(({ entry }) => entry ?? []);
    expect(firstChainFault(wallet, entries)).toMatchObject({ entry: { seq: 3 }, fault: 'changed' });
  });

  it('is seen where it left no entry', async () => {
    const wallet = freshWallet();
    await post(...stripeOf(wallet, 1, 5));
    await change(wallet, (block) => block.map((one, n) => (n === 1 ? 'nothing' : one)));
    expect((await seen(wallet)).map(({ seq, entry }) => [seq, entry !== undefined])).toEqual([
      ['1', true],
      ['2', true],
      ['3', false],
    ]);
    await change(wallet, () => 'nothing');
    expect((await seen(wallet)).map(({ entry }) => entry !== undefined)).toEqual([true, false]);
  });

  it('is seen if it removed a block', async () => {
    const wallet = freshWallet();
    await post(...stripeOf(wallet, 1, 5));
    await post(...stripeOf(wallet, 2, 5));
    await tables.documents.send(
      new DeleteCommand({ TableName: tables.shardEntries[0], Key: { wallet_id: wallet, seq: 1 } }),
    );
    expect((await seen(wallet)).map(({ seq }) => seq)).toEqual(['6', '7', '8', '9', '10']);
  });
});
