import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { entryAfter, FIRST, type StatementEntry } from '../../../lib/domain/statement.ts';
import type { WalletOnShard } from '../../../lib/domain/wallet-move.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { ShardCredit } from '../../../lib/store/shard-credit.ts';
import { ShardItems } from '../../../lib/store/shard-items.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Shard, type TwoShards, twoShards, writeEntry } from './shard-move-steps.ts';
import {
  credit,
  DEADLINE,
  debit,
  freshId,
  itemOf,
  NOW,
  olderWallet,
  outcomeOf,
  postingIn,
} from './shard-wallet-steps.ts';

let tables: FreshTables;
let shards: TwoShards;
let wallets: TwoShards['wallets'];
let statements: TwoShards['statements'];
let moves: TwoShards['moves'];
beforeAll(async () => {
  tables = await memoryTables();
  shards = twoShards(tables);
  ({ wallets, statements, moves } = shards);
});
afterAll(() => tables.close());

const other = (shard: Shard): Shard => (shard === 0 ? 1 : 0);

/** Credits the wallet, and writes the entry as its stream does. */
async function post(shard: Shard, walletId: string, amount: bigint): Promise<void> {
  const funding = { ...credit(walletId, amount), deadline: DEADLINE + 60_000 };
  await wallets[shard].reserve(funding, NOW);
  await wallets[shard].commit(funding, NOW);
  await writeEntry(shards, shard, { walletId, txId: funding.transactionId, amount });
}

/** A wallet on a shard, with one entry of 100. */
async function funded(shard: Shard = 0): Promise<string> {
  const walletId = freshId('7');
  await wallets[shard].createWallet(walletId);
  await post(shard, walletId, 100n);
  return walletId;
}

async function entriesOf(shard: Shard, walletId: string): Promise<readonly StatementEntry[]> {
  return (await statements[shard].page(walletId, { limit: 100, order: 'asc' })).entries;
}

function itemIn({ item }: WalletOnShard): string {
  if (item === undefined) throw new Error('it is not moving');
  return item;
}

/** Moves the wallet as a mover does. @returns the item that the old shard gave */
async function move(walletId: string, op: number, to: Shard): Promise<string> {
  const from = other(to);
  await moves[to].copy(walletId, await entriesOf(from, walletId));
  const item = itemIn(await moves[from].mark({ walletId, op, to }));
  expect(await moves[to].put({ walletId, op, from, item })).toMatchObject({ state: 'live', op, from });
  expect(await moves[from].tomb(walletId, op)).toMatchObject({ state: 'moved', op, to });
  return item;
}

const clients: DynamoDBDocumentClient[] = [];
afterAll(() => {
  for (const { config } of clients) config.requestHandler.destroy?.();
});

/** The moves of a shard, whose first write of a whole item comes after what happens in between. */
async function interrupted(shard: Shard, between: () => Promise<unknown>): Promise<ShardMoves> {
  const client = documentsAt({ endpoint: await tables.endpoint() });
  clients.push(client);
  let isWritten = false;
  client.middlewareStack.add(
    (next) => async (args) => {
      if ('Item' in args.input && !isWritten) {
        isWritten = true;
        await between();
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  return new ShardMoves(client, tables.shardWallets[shard], statements[shard], shard);
}

/** The error of a request, with the shard that it names. */
async function errorOf(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof MibError)) throw error;
    return error.shard === undefined ? error.code : [error.code, error.shard];
  }
}

/** Every request that reads or writes one wallet of a shard. */
function requests(shard: Shard, walletId: string): [name: string, send: () => Promise<unknown>][] {
  const { documents, shardWallets } = tables;
  const here = wallets[shard];
  const controls = new ShardControls(documents, shardWallets[shard]);
  return [
    ['create', () => here.createWallet(walletId)],
    ['give credit', () => here.giveCredit(walletId, 5n)],
    ['set a credit limit', () => new ShardCredit(documents, shardWallets[shard]).set(walletId, 5n)],
    ['open its statement', () => here.openStatement(walletId, NOW)],
    ['reserve a debit', () => here.reserve(debit(walletId, 1n), NOW)],
    ['reserve a credit', () => here.reserve(credit(walletId, 1n), NOW)],
    ['reserve after the deadline', () => here.reserve(credit(walletId, 1n), DEADLINE + 1)],
    ['commit', () => here.commit({ walletId, transactionId: 'held', amount: -10n }, NOW)],
    ['commit without an amount', () => here.commit({ walletId, transactionId: 'held' }, NOW)],
    ['commit what was never held', () => here.commit({ walletId, transactionId: 'never', amount: 1n }, NOW)],
    ['roll back', () => here.rollback(walletId, 'held', DEADLINE, NOW)],
    ['roll back what was never held', () => here.rollback(walletId, 'never', DEADLINE + 99, NOW)],
    ['read', () => here.get(walletId)],
    ['read its controls', () => controls.get(walletId)],
    ['freeze', () => controls.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW)],
    ['close', () => controls.close(walletId, { by: 'operator' }, NOW)],
  ];
}

describe('a wallet that is moving', () => {
  it('answers to nothing, names its new shard, and stays as it is', async () => {
    const walletId = await funded();
    await wallets[0].reserve({ ...debit(walletId, 10n), transactionId: 'held' }, NOW);
    const marked = await moves[0].mark({ walletId, op: 1, to: 1 });
    for (const [name, send] of requests(0, walletId))
      expect([name, await errorOf(send())]).toEqual([name, ['wallet_moving', 1]]);
    expect(await moves[0].place(walletId)).toEqual(marked);
  });

  it('is in the lists of all wallets, and says that it moves', async () => {
    const own = await memoryTables();
    const alone = new ShardWallets(own.documents, own.shardWallets[0]);
    const movesThere = new ShardMoves(
      own.documents,
      own.shardWallets[0],
      new Statements(own.documents, own.shardEntries[0]),
      0,
    );
    for (const walletId of ['1', '2', '3']) await alone.createWallet(walletId);
    await movesThere.mark({ walletId: '1', op: 4, to: 1 });
    await movesThere.mark({ walletId: '2', op: 4, to: 1 });
    await movesThere.tomb('2', 4);
    await movesThere.stay('3', 4);
    const listed = (await alone.page({ limit: 10 })).wallets.toSorted(
      (a, b) => Number(a.walletId) - Number(b.walletId),
    );
    expect(listed.map(({ walletId, op, moving }) => ({ walletId, op, moving }))).toEqual([
      { walletId: '1', op: 4, moving: { op: 4, to: 1 } },
      { walletId: '3', op: 4 },
    ]);
    const read = await new ShardItems(own.documents, own.shardWallets[0]).get(['1', '2', '3']);
    expect([...read.keys()].toSorted()).toEqual(['1', '3']);
    expect(read.get('1')).toMatchObject({ moving: { op: 4, to: 1 } });
    own.close();
  });

  it('shows the stream no posting: what was posted before is in its own record', async () => {
    const walletId = await funded();
    expect(await postingIn(tables, walletId)).toBeDefined();
    await moves[0].mark({ walletId, op: 1, to: 1 });
    expect(await postingIn(tables, walletId)).toBeUndefined();
  });
});

describe('a wallet that has moved', () => {
  it('has its money, holds, tombstones, fence, limits and statement on its new shard', async () => {
    const walletId = freshId('7');
    await wallets[0].rollback(walletId, 'before its creation', NOW + 1, NOW);
    await wallets[0].createWallet(walletId);
    await post(0, walletId, 100n);
    const held = { ...debit(walletId, 10n), transactionId: 'held' };
    await wallets[0].reserve(held, NOW);
    await wallets[0].reserve({ ...debit(walletId, 7n), transactionId: 'later', authorisation: true }, NOW);
    await wallets[0].rollback(walletId, 'never', DEADLINE, NOW);
    const controls = new ShardControls(tables.documents, tables.shardWallets[0]);
    await controls.change(walletId, { by: 'owner', change: { minimum: 5n, maxPerDay: 50n } }, NOW);
    const before = await itemOf(wallets[0], walletId);
    expect(before.fence).toBe(NOW + 1);
    await move(walletId, 1, 1);
    expect(await itemOf(wallets[1], walletId)).toEqual({ ...before, op: 1 });
    expect(await outcomeOf(wallets[1].reserve({ ...debit(walletId, 1n), transactionId: 'never' }, NOW))).toBe(
      'transaction_settled',
    );
    expect(await wallets[1].commit({ ...held }, NOW)).toEqual({ applied: 'now', tombstone: true });
    expect(balanceOf(await itemOf(wallets[1], walletId))).toMatchObject({ balance: 90n, reserved: 7n });
    expect(await entriesOf(1, walletId)).toEqual(await entriesOf(0, walletId));
  });

  it('goes on with its statement after the entries that were copied', async () => {
    const walletId = await funded();
    await move(walletId, 1, 1);
    await post(1, walletId, 5n);
    expect((await entriesOf(1, walletId)).map(({ seq, balance }) => [seq, balance])).toEqual([
      [1, 100n],
      [2, 105n],
    ]);
  });

  it('answers to nothing on its old shard, which names the new one, and is not created there again', async () => {
    const walletId = await funded();
    await move(walletId, 1, 1);
    for (const [name, send] of requests(0, walletId))
      expect([name, await errorOf(send())]).toEqual([name, ['wallet_moved', 1]]);
    expect(await moves[0].place(walletId)).toEqual({ state: 'moved', op: 1, to: 1, entries: 1 });
  });

  it('keeps an attribute that this version does not know', async () => {
    const walletId = freshId('7');
    await olderWallet(tables, walletId, 5n);
    const marked = itemIn(await moves[0].mark({ walletId, op: 1, to: 1 }));
    const item = JSON.parse(marked);
    item.of_later = { M: { a: { NS: ['1', '2'] }, b: { L: [{ BOOL: true }, { NULL: true }, { SS: ['x'] }] } } };
    await moves[1].put({ walletId, op: 1, from: 0, item: JSON.stringify(item) });
    const again = itemIn(await moves[1].mark({ walletId, op: 2, to: 0 }));
    const { from_shard, ...rest } = JSON.parse(again);
    expect(from_shard).toEqual({ N: '0' });
    expect(rest).toEqual({ ...item, op: { N: '2' }, to_shard: { N: '0' } });
  });

  it('can come back, and move on', async () => {
    const walletId = await funded();
    await move(walletId, 1, 1);
    await post(1, walletId, 5n);
    await move(walletId, 2, 0);
    await post(0, walletId, 6n);
    await move(walletId, 3, 1);
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ spendable: 111n, op: 3 });
    expect((await entriesOf(1, walletId)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await moves[0].place(walletId)).toEqual({ state: 'moved', op: 2 + 1, to: 1, entries: 3 });
  });
});

describe('the mark of a move', () => {
  it('marks a wallet once: a repeat, an older and a later move find it marked', async () => {
    const walletId = await funded();
    const marked = await moves[0].mark({ walletId, op: 2, to: 1 });
    expect(marked).toMatchObject({ state: 'moving', op: 2, to: 1, seq: 1, postedAt: NOW, entries: 1 });
    for (const op of [1, 2, 3]) expect(await moves[0].mark({ walletId, op, to: 1 })).toEqual(marked);
  });

  it.each([1, 2])('of number %i does not mark a wallet with number 2', async (op) => {
    const walletId = await funded();
    await moves[0].stay(walletId, 2);
    expect(await moves[0].mark({ walletId, op, to: 1 })).toMatchObject({ state: 'live', op: 2 });
    expect(await outcomeOf(wallets[0].reserve(debit(walletId, 1n), NOW))).toBe('held');
  });

  it('comes late: it does not mark a wallet that has come back by a later move', async () => {
    const walletId = await funded();
    await move(walletId, 1, 1);
    await move(walletId, 2, 0);
    expect(await moves[0].mark({ walletId, op: 1, to: 1 })).toMatchObject({ state: 'live', op: 2, from: 1 });
  });

  it('makes no wallet, and marks no tombstone', async () => {
    const missing = freshId('7');
    expect(await moves[0].mark({ walletId: missing, op: 1, to: 1 })).toEqual({ state: 'absent', op: 0, entries: 0 });
    const fenced = freshId('7');
    await wallets[0].rollback(fenced, 'tx', DEADLINE, NOW);
    expect(await moves[0].mark({ walletId: fenced, op: 1, to: 1 })).toMatchObject({ state: 'absent' });
    const gone = await funded();
    await move(gone, 1, 1);
    expect(await moves[0].mark({ walletId: gone, op: 5, to: 1 })).toMatchObject({ state: 'moved', op: 1 });
  });

  it('names another shard', async () => {
    const walletId = await funded();
    expect(await errorOf(moves[0].mark({ walletId, op: 1, to: 0 }))).toBe('invalid_input');
    expect(await moves[0].place(walletId)).toMatchObject({ state: 'live', op: 0 });
  });
});

describe('the put of a move', () => {
  it('puts a wallet once: a repeat changes nothing, also after the wallet has changed', async () => {
    const walletId = await funded();
    const item = await move(walletId, 1, 1);
    await post(1, walletId, 5n);
    const now = await itemOf(wallets[1], walletId);
    expect(await moves[1].put({ walletId, op: 1, from: 0, item })).toMatchObject({ state: 'live', op: 1, seq: 2 });
    expect(await itemOf(wallets[1], walletId)).toEqual(now);
  });

  it('comes late: it does nothing where the wallet is marked again, has gone, or has come back', async () => {
    const walletId = await funded();
    const item = await move(walletId, 1, 1);
    const late = () => moves[1].put({ walletId, op: 1, from: 0, item });
    await moves[1].mark({ walletId, op: 2, to: 0 });
    expect(await late()).toMatchObject({ state: 'moving', op: 2, to: 0 });
    await moves[0].put({ walletId, op: 2, from: 1, item: itemIn(await moves[1].place(walletId)) });
    await moves[1].tomb(walletId, 2);
    expect(await late()).toMatchObject({ state: 'moved', op: 2, to: 0 });
    await post(0, walletId, 5n);
    await move(walletId, 3, 1);
    expect(await late()).toMatchObject({ state: 'live', op: 3, seq: 2 });
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ spendable: 105n });
  });

  it('keeps the fence of a rollback that came before the wallet was created elsewhere, so that its reserve comes too late', async () => {
    const walletId = await funded();
    await wallets[1].rollback(walletId, 'tx', DEADLINE, NOW);
    await move(walletId, 1, 1);
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ spendable: 100n, fence: DEADLINE });
    const late = { transactionId: 'tx', walletId, amount: 5n, deadline: DEADLINE };
    expect(await errorOf(wallets[1].reserve(late, NOW))).toBe('deadline_passed');
  });

  it('keeps a fence that a rollback leaves between its read and its write', async () => {
    const walletId = await funded();
    await moves[1].copy(walletId, await entriesOf(0, walletId));
    const put = { walletId, op: 1, from: 0, item: itemIn(await moves[0].mark({ walletId, op: 1, to: 1 })) };
    const meeting = await interrupted(1, () => wallets[1].rollback(walletId, 'tx', DEADLINE, NOW));
    expect(await meeting.put(put)).toMatchObject({ state: 'live', op: 1 });
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ spendable: 100n, fence: DEADLINE });
  });

  it('has the later one of its own fence and that of the shard', async () => {
    const walletId = freshId('7');
    await wallets[0].rollback(walletId, 'before its creation', DEADLINE, NOW);
    await wallets[0].createWallet(walletId);
    await wallets[1].rollback(walletId, 'tx', DEADLINE - 5, NOW);
    await move(walletId, 1, 1);
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ fence: DEADLINE });
  });

  it('never overwrites a wallet that is live there: two shards would have it, and an operator must look', async () => {
    const walletId = await funded();
    await wallets[1].createWallet(walletId);
    await moves[1].copy(walletId, await entriesOf(0, walletId));
    const item = itemIn(await moves[0].mark({ walletId, op: 1, to: 1 }));
    await expect(moves[1].put({ walletId, op: 1, from: 0, item })).rejects.toThrow('is live here by move 0');
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ spendable: 0n });
  });

  it('overwrites nothing that came after it has looked: another put of this move, and a credit', async () => {
    const walletId = await funded();
    await moves[1].copy(walletId, await entriesOf(0, walletId));
    const put = { walletId, op: 1, from: 0, item: itemIn(await moves[0].mark({ walletId, op: 1, to: 1 })) };
    const late = await interrupted(1, async () => {
      await moves[1].put(put);
      await post(1, walletId, 5n);
    });
    expect(await late.put(put)).toMatchObject({ state: 'live', op: 1, seq: 2 });
    expect(await itemOf(wallets[1], walletId)).toMatchObject({ spendable: 105n });
  });

  it('waits until the last entry here has the balance of the wallet, too', async () => {
    const walletId = await funded();
    await statements[1].add(entryAfter(FIRST, { walletId, seq: 1, txId: 'x', amount: 7n, posted: 7n, at: NOW }));
    const item = itemIn(await moves[0].mark({ walletId, op: 1, to: 1 }));
    expect(await errorOf(moves[1].put({ walletId, op: 1, from: 0, item }))).toBe('entries_behind');
  });

  it('waits until the entries here end with the last one of the statement', async () => {
    const walletId = await funded();
    await post(0, walletId, 5n);
    const [first, second] = await entriesOf(0, walletId);
    if (!first || !second) throw new Error('entries are missing');
    const item = itemIn(await moves[0].mark({ walletId, op: 1, to: 1 }));
    const put = () => errorOf(moves[1].put({ walletId, op: 1, from: 0, item }));
    expect(await put()).toBe('entries_behind');
    await moves[1].copy(walletId, [first]);
    expect(await put()).toBe('entries_behind');
    await moves[1].copy(walletId, [second]);
    expect(await put()).toMatchObject({ state: 'live', entries: 2 });
  });

  it('takes a wallet without a statement, which can be opened there', async () => {
    const walletId = freshId('7');
    await olderWallet(tables, walletId, 5n);
    await move(walletId, 1, 1);
    expect(await wallets[1].openStatement(walletId, NOW)).toBe(true);
  });

  it('takes nothing but the item that the mark of this move to this shard gave', async () => {
    const walletId = await funded();
    await moves[1].copy(walletId, await entriesOf(0, walletId));
    const item = itemIn(await moves[0].mark({ walletId, op: 2, to: 1 }));
    const changed = (change: object) => JSON.stringify({ ...JSON.parse(item), ...change });
    const puts = [
      { walletId, op: 2, from: 0, item: '[]' },
      { walletId, op: 2, from: 0, item: 'x' },
      { walletId, op: 2, from: 0, item: '{}' },
      { walletId, op: 2, from: 1, item },
      { walletId, op: 3, from: 0, item },
      { walletId: freshId('7'), op: 2, from: 0, item },
      { walletId, op: 2, from: 0, item: changed({ to_shard: { N: '2' } }) },
      { walletId, op: 2, from: 0, item: changed({ spendable: { N: '1.5' } }) },
      { walletId, op: 2, from: 0, item: changed({ holds: { L: [] } }) },
      { walletId, op: 2, from: 0, item: changed({ picture: { B: 'AAAA' } }) },
      { walletId, op: 2, from: 0, item: changed({ posting: { M: {} } }) },
      {
        walletId,
        op: 2,
        from: 0,
        item: JSON.stringify({ wallet_id: { S: walletId }, op: { N: '2' }, to_shard: { N: '1' } }),
      },
    ];
    for (const put of puts) expect([put, await errorOf(moves[1].put(put))]).toEqual([put, 'invalid_input']);
    expect(await moves[1].place(walletId)).toMatchObject({ state: 'absent' });
  });
});

describe('the tombstone of a move', () => {
  it('keeps the number of the mark, also when a later move leaves it', async () => {
    const walletId = await funded();
    await moves[0].mark({ walletId, op: 1, to: 1 });
    const left = await moves[0].tomb(walletId, 5);
    expect(left).toEqual({ state: 'moved', op: 1, to: 1, entries: 1 });
    for (const op of [1, 5, 9]) expect(await moves[0].tomb(walletId, op)).toEqual(left);
  });

  it('is not left by an older move than the one that marked the wallet', async () => {
    const walletId = await funded();
    await moves[0].mark({ walletId, op: 2, to: 1 });
    expect(await moves[0].tomb(walletId, 1)).toMatchObject({ state: 'moving', op: 2 });
  });

  it('is not left of a wallet that has come back since it was looked at', async () => {
    const walletId = await funded();
    await moves[1].copy(walletId, await entriesOf(0, walletId));
    const item = itemIn(await moves[0].mark({ walletId, op: 1, to: 1 }));
    await moves[1].put({ walletId, op: 1, from: 0, item });
    const late = await interrupted(0, async () => {
      await moves[0].tomb(walletId, 1);
      await move(walletId, 2, 0);
    });
    expect(await late.tomb(walletId, 1)).toMatchObject({ state: 'live', op: 2 });
    expect(await itemOf(wallets[0], walletId)).toMatchObject({ spendable: 100n });
  });

  it('is left only of a wallet that is moving', async () => {
    const live = await funded();
    expect(await moves[0].tomb(live, 9)).toMatchObject({ state: 'live', op: 0 });
    const missing = freshId('7');
    expect(await moves[0].tomb(missing, 9)).toEqual({ state: 'absent', op: 0, entries: 0 });
    expect(await itemOf(wallets[0], live)).toMatchObject({ spendable: 100n });
  });
});

describe('a wallet that stays', () => {
  it('has the number of the move, unless it has a larger one, is moving or has moved', async () => {
    const walletId = await funded();
    expect(await moves[0].stay(walletId, 3)).toMatchObject({ state: 'live', op: 3 });
    expect(await moves[0].stay(walletId, 2)).toMatchObject({ state: 'live', op: 3 });
    await moves[0].mark({ walletId, op: 4, to: 1 });
    expect(await moves[0].stay(walletId, 5)).toMatchObject({ state: 'moving', op: 4 });
    await moves[0].tomb(walletId, 4);
    expect(await moves[0].stay(walletId, 5)).toMatchObject({ state: 'moved', op: 4 });
    expect(await moves[0].stay(freshId('7'), 5)).toMatchObject({ state: 'absent' });
  });

  it('posts nothing twice by it', async () => {
    const walletId = await funded();
    await moves[0].stay(walletId, 1);
    expect(await postingIn(tables, walletId)).toBeUndefined();
  });
});

describe('the entries of a wallet that moves', () => {
  it('are stored once, in their order: a copy may be repeated, and may stop anywhere', async () => {
    const walletId = await funded();
    for (const amount of [1n, 2n, 3n]) await post(0, walletId, amount);
    const all = await entriesOf(0, walletId);
    expect(await moves[1].copy(walletId, all.slice(0, 2))).toBe(2);
    expect(await moves[1].copy(walletId, all.slice(0, 2))).toBe(2);
    expect(await moves[1].copy(walletId, all.slice(1, 3))).toBe(3);
    expect(await moves[1].copy(walletId, all)).toBe(4);
    expect(await entriesOf(1, walletId)).toEqual(all);
  });

  it('leave no gap', async () => {
    const walletId = await funded();
    for (const amount of [1n, 2n]) await post(0, walletId, amount);
    const [first, second, third] = await entriesOf(0, walletId);
    if (!first || !second || !third) throw new Error('entries are missing');
    expect(await errorOf(moves[1].copy(walletId, [second]))).toBe('entries_behind');
    expect(await errorOf(moves[1].copy(walletId, [first, third]))).toBe('invalid_input');
    expect(await entriesOf(1, walletId)).toEqual([]);
  });

  it.each<[string, Partial<StatementEntry>]>([
    ['hash', { hash: 'A'.repeat(43) }],
    ['amount', { amount: 2n }],
    ['wallet', { walletId: '1' }],
  ])('are refused whole if one has another %s', async (_, change) => {
    const walletId = await funded();
    await post(0, walletId, 1n);
    const [first, second] = await entriesOf(0, walletId);
    if (!first || !second) throw new Error('entries are missing');
    expect(await errorOf(moves[1].copy(walletId, [first, { ...second, ...change }]))).toBe('invalid_input');
    expect(await entriesOf(1, walletId)).toEqual([]);
  });

  it('are not taken where the wallet is live or moving: no copy can post to it', async () => {
    const walletId = await funded();
    const [last] = await entriesOf(0, walletId);
    if (!last) throw new Error('the entry is missing');
    const next = entryAfter(last, { walletId, seq: 2, txId: 'forged', amount: 9n, posted: 109n, at: NOW });
    expect(await moves[0].copy(walletId, [next])).toBe(1);
    await moves[0].mark({ walletId, op: 1, to: 1 });
    expect(await moves[0].copy(walletId, [next])).toBe(1);
    expect(await entriesOf(0, walletId)).toEqual([last]);
  });

  it('of an earlier stay are the beginning of those that come back', async () => {
    const walletId = await funded();
    await move(walletId, 1, 1);
    await post(1, walletId, 5n);
    expect(await moves[0].copy(walletId, (await entriesOf(1, walletId)).slice(1))).toBe(2);
  });
});

describe('an item that is no wallet, fence or tombstone', () => {
  it('is an error, and no wallet: a tombstone has nothing else', async () => {
    const walletId = freshId('7');
    const item = { wallet_id: walletId, op: 1, to_shard: 1, holds: {} };
    await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item: item }));
    await expect(wallets[0].get(walletId)).rejects.toThrow();
    await tables.documents.send(
      new PutCommand({ TableName: tables.shardWallets[0], Item: { wallet_id: walletId, fence: 0 } }),
    );
  });
});
