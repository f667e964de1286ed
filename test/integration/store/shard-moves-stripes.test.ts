// The move of a wallet in stripes, one thing at a time. All interleavings are in shard-moves-model.test.ts.
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { putWallet } from '../../../lib/api/shard-moves.ts';
import { MAX_HOLDS, MAX_TOMBSTONES } from '../../../lib/domain/shard-wallet.ts';
import { MAX_STRIPES, stripeId } from '../../../lib/domain/stripes.ts';
import { sizeOf } from '../../../lib/local/database/values/item-size.ts';
import { readItem } from '../../../lib/local/database/values/values.ts';
import { itemOfText, textOfItem } from '../../../lib/store/moved-item.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Shard, type TwoShards, twoShards, writeEntry } from './shard-move-steps.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf } from './shard-wallet-steps.ts';

const Told = z.looseObject({ stripe_items: z.record(z.string(), z.looseObject({})) });

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

async function striped(stripes: number): Promise<string> {
  const walletId = freshId('7');
  await wallets[0].createWallet(walletId);
  if (stripes > 0) await new ShardStripes(tables.documents, tables.shardWallets[0]).make(walletId, stripes);
  return walletId;
}

/** Credits the wallet on a stripe, and writes the entry as its stream does. */
async function post(shard: Shard, walletId: string, stripe: number, amount: bigint): Promise<void> {
  const funding = credit(stripeId(walletId, stripe), amount);
  await wallets[shard].reserve(funding, NOW);
  await wallets[shard].commit(funding, NOW);
  await writeEntry(shards, shard, { walletId, txId: funding.transactionId, amount });
}

/** Marks the wallet and copies its entries. @returns the text that shard 0 gives */
async function marked(walletId: string, op = 1): Promise<string> {
  const { item, entries } = await moves[0].mark({ walletId, op, to: 1 });
  if (item === undefined) throw new Error('it is not moving');
  if (entries > 0)
    await moves[1].copy(walletId, (await statements[0].page(walletId, { limit: 100, order: 'asc' })).entries);
  return item;
}

it('moves with all its money and holds, on the main item and on each stripe', async () => {
  const walletId = await striped(3);
  await post(0, walletId, 1, 50n);
  await post(0, walletId, 3, 30n);
  const paying = debit(walletId, 60n);
  await wallets[0].reserve(paying, NOW);
  const arriving = credit(stripeId(walletId, 2), 7n);
  await wallets[0].reserve(arriving, NOW);
  const before = await itemOf(wallets[0], walletId);

  const item = await marked(walletId);
  expect(await moves[1].put({ walletId, op: 1, from: 0, item })).toMatchObject({ state: 'live', op: 1 });
  expect(await moves[1].place(walletId)).toMatchObject({ state: 'live', seq: 2, entries: 2 });
  expect(await moves[0].tomb(walletId, 1)).toMatchObject({ state: 'moved', to: 1 });

  expect(await itemOf(wallets[1], walletId)).toEqual({ ...before, op: 1 });
  await wallets[1].commit(paying, NOW);
  await wallets[1].commit(arriving, NOW);
  expect(await moneyOf(wallets[1], walletId)).toEqual({ available: 27n, reserved: 0n });
});

it('is answered for by its new shard, stripe by stripe, from the tombstones on', async () => {
  const walletId = await striped(2);
  const item = await marked(walletId);
  const credits = [walletId, stripeId(walletId, 1), stripeId(walletId, 2)].map((id) => credit(id, 1n));
  for (const one of credits) expect(await outcomeOf(wallets[0].reserve(one, NOW))).toBe('wallet_moving');
  await moves[1].put({ walletId, op: 1, from: 0, item });
  await moves[0].tomb(walletId, 1);
  for (const one of credits) {
    expect(await outcomeOf(wallets[0].reserve(one, NOW))).toBe('wallet_moved');
    expect(await outcomeOf(wallets[1].reserve(one, NOW))).toBe('held');
  }
});

it('is named by the shard that it left before it got stripes, also to a credit of a stripe', async () => {
  const walletId = await striped(0);
  const id = stripeId(walletId, 1);
  const into = credit(id, 1n);
  await moves[1].put({ walletId, op: 1, from: 0, item: await marked(walletId) });
  expect(await outcomeOf(wallets[0].reserve(into, NOW))).toBe('wallet_moving');
  await moves[0].tomb(walletId, 1);
  await new ShardStripes(tables.documents, tables.shardWallets[1]).make(walletId, 1);
  expect(await outcomeOf(wallets[0].reserve(into, NOW))).toBe('wallet_moved');
  const rollback = wallets[0].rollback(id, into.transactionId, DEADLINE, NOW);
  await expect(rollback).rejects.toMatchObject({ code: 'wallet_moved', shard: 1 });
  expect(await outcomeOf(wallets[1].reserve(into, NOW))).toBe('held');
});

it('has no stripe that was never made', async () => {
  const walletId = await striped(2);
  expect(await outcomeOf(wallets[0].reserve(credit(stripeId(walletId, 3), 1n), NOW))).toBe('no_such_wallet');
});

it('is refused by its new shard without one of its stripes, or with one that is not marked', async () => {
  const walletId = await striped(2);
  const { stripe_items: stripes, ...main } = Told.parse(itemOfText(await marked(walletId)));
  for (const stripe_items of [undefined, { 1: stripes[1] }, { 1: stripes[1], 2: { ...stripes[2], to_shard: 2n } }]) {
    const item = textOfItem({ ...main, ...(stripe_items && { stripe_items }) });
    await expect(moves[1].put({ walletId, op: 1, from: 0, item })).rejects.toMatchObject({ code: 'invalid_input' });
  }
});

it('keeps a fence that a rollback has left for a stripe on the new shard', async () => {
  const walletId = await striped(2);
  const id = stripeId(walletId, 2);
  expect(await wallets[1].rollback(id, 'late', DEADLINE, NOW)).toEqual({ applied: 'now', absent: true });
  await moves[1].put({ walletId, op: 1, from: 0, item: await marked(walletId) });
  const late = { transactionId: 'late', walletId: id, amount: 1n, deadline: DEADLINE };
  expect(await outcomeOf(wallets[1].reserve(late, NOW))).toBe('deadline_passed');
});

it('fits into the requests of a move with 64 stripes, and every place of each taken', async () => {
  const walletId = await striped(MAX_STRIPES);
  const id = (kind: string, n: number) => `01J${kind}${String(n).padStart(22, '0')}-10`;
  const holds = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        id('H', n),
        { commit_adds: 123_456_789_012_345_678n, rollback_adds: 0, deadline: DEADLINE },
      ]),
    );
  const settled = Object.fromEntries(Array.from({ length: MAX_TOMBSTONES }, (_, n) => [id('T', n), DEADLINE]));
  const money = { spendable: 10n ** 30n, credit_limit: 0, fence: NOW, posted: 10n ** 30n, seq: 0 };
  const common = { ...money, given: 10n ** 30n, holds: holds(MAX_HOLDS), settled };
  const [TableName] = tables.shardWallets;
  for (let n = 1; n <= MAX_STRIPES; n++) {
    // Together they have posted nothing: then no entry has to be copied.
    const Item = {
      wallet_id: stripeId(walletId, n),
      ...common,
      posted: n === 1 ? 0 : (-1n) ** BigInt(n) * money.posted,
    };
    await tables.documents.send(new PutCommand({ TableName, Item }));
  }
  const taken = Object.fromEntries(Array.from({ length: MAX_STRIPES }, (_, n) => [n + 1, 10n ** 30n]));
  const authorised = holds(100);
  const main = { wallet_id: walletId, ...common, posted: -money.posted, authorised, stripes: MAX_STRIPES, taken };
  await tables.documents.send(new PutCommand({ TableName, Item: main }));

  const sent: string[] = [];
  const send = (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    sent.push(command.constructor.name);
    return tables.documents.send(command);
  };
  const counted = twoShards({ ...tables, documents: Object.create(tables.documents, { send: { value: send } }) }).moves;
  /** The requests since the last call, and how many of each. */
  const requests = () => {
    const by = Map.groupBy(sent.splice(0), (name) => name.replace('Command', ''));
    return Object.fromEntries([...by].map(([name, all]) => [name, all.length]));
  };
  const { item = '' } = await counted[0].mark({ walletId, op: 1, to: 1 });
  // Each item is written once, and the stripes are read once. The last one is of its statement.
  expect(requests()).toEqual({ Update: 1 + MAX_STRIPES, BatchGet: 1, Query: 1 });
  const body = JSON.stringify({ wallet_id: walletId, op: 1, from: 0, item });
  expect(body.length).toBeLessThan(putWallet.maxBodyBytes ?? 0);
  // The event of the function has the body as a text, with few headers beside it.
  expect(JSON.stringify(body).length).toBeLessThan(6_000_000 - 100_000);
  // The response of the mark is in the response of its function in the same way.
  expect(JSON.stringify(JSON.stringify({ item })).length).toBeLessThan(6_000_000 - 100_000);

  expect(await counted[1].put({ walletId, op: 1, from: 0, item })).toMatchObject({ state: 'live', op: 1 });
  expect(requests()).toEqual({ Get: 2, Query: 2, BatchGet: 1, TransactWrite: 1 });
  // DynamoDB takes 4 MB in a transaction, and no item of more than 400 KB.
  const sizes = [main, { ...common, wallet_id: stripeId(walletId, 64) }].map((one) =>
    sizeOf(readItem(marshall({ ...one, op: 1, to_shard: 1 }), 'Item')),
  );
  expect(Math.max(...sizes)).toBeLessThan(50_000);
  expect((sizes[0] ?? 0) + MAX_STRIPES * (sizes[1] ?? 0)).toBeLessThan(2_500_000);
  expect(await counted[0].tomb(walletId, 1)).toMatchObject({ state: 'moved' });
  expect(requests()).toEqual({ Get: 2, TransactWrite: 1, Query: 1 });
});

it('takes a freeze with it that its stripes do not have yet, and the next look at its new shard finishes it', async () => {
  const walletId = await striped(2);
  const asked = { by: 'owner', change: { frozen: 'all' } } as const;
  const [here, there] = tables.shardWallets.map((table) => new ShardControls(tables.documents, table));
  // It is marked when its own item is frozen, and its stripes are not.
  let marking: Promise<unknown> | undefined;
  const meeting: DynamoDBDocumentClient = Object.create(tables.documents, {
    send: {
      value: async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        if ('Key' in command.input && command.input.Key?.wallet_id !== walletId) {
          marking ??= moves[0].mark({ walletId, op: 1, to: 1 });
          await marking;
        }
        return tables.documents.send(command);
      },
    },
  });
  const frozen = new ShardControls(meeting, tables.shardWallets[0]).change(walletId, { ...asked, version: 0 }, NOW);
  await expect(frozen).rejects.toMatchObject({ code: 'wallet_moving', shard: 1 });
  await moves[1].put({ walletId, op: 1, from: 0, item: await marked(walletId) });
  await moves[0].tomb(walletId, 1);
  await expect(here?.get(walletId)).rejects.toMatchObject({ code: 'wallet_moved', shard: 1 });
  const onStripe = () => outcomeOf(wallets[1].reserve(credit(stripeId(walletId, 2), 1n), NOW));
  expect(await onStripe()).toBe('held');
  await there?.change(walletId, { ...asked, version: 0 }, NOW);
  expect(await onStripe()).toBe('wallet_frozen');
});
