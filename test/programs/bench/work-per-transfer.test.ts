import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { BatchResults } from '../../../lib/api/transfer-batch.ts';
import { CreatedWallet, Wallet } from '../../../lib/api/wallets.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { seedStatement } from '../../support/seeded-statement.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { askedPayments } from './asked-operations.ts';
import { FULL_BATCH } from './everyday-names.ts';
import {
  byKeys,
  fullBatch,
  type Operation,
  schedules,
  sessions,
  sharing,
  userWebhooks,
  walletControls,
} from './everyday-operations.ts';
import { EXPECTED_BATCH, EXPECTED_ROW, EXPECTED_WORK } from './expected-work.ts';
import { moves } from './moving-operations.ts';
import { striped } from './striped-operations.ts';
import { type CountedWork, total, WORK_FILE, type Work } from './work.ts';
import { type CountedWorld, startCounted } from './work-counter.ts';

let counted: CountedWorld;
const world = () => counted.world;
const given = givenSteps(world);
const when = whenSteps(world);
let found: CountedWork;
let ofTen: Work;
let inEuro: Work;
let receiver: UserReceiver;

beforeAll(async () => {
  counted = await startCounted({ networkMs: 10 });
  receiver = await UserReceiver.start();
  const { work, row } = await countAll();
  await counted.stop();
  // A stage with another setting.
  counted = await startCounted({ networkMs: 10, environment: { STEP_UP_NEW_PAYEES: 'on' } });
  const { [FULL_BATCH]: ofBatch, ...single } = work;
  found = { row, work: { ...single, ...(await countAsked()), ...(ofBatch && { [FULL_BATCH]: ofBatch }) } };
  const file = process.env[WORK_FILE];
  if (file !== undefined) await writeFile(file, JSON.stringify(found));
}, 300_000);
afterAll(async () => {
  await counted.stop();
  await receiver.stop();
});

/** Copies the newest row of the wallet's journal, as if it had received more transfers like it. */
async function copyNewest(wallet: string, count: number): Promise<void> {
  const { documents, journal: TableName } = world().tables;
  const query = { KeyConditionExpression: 'from_id = :wallet', ExpressionAttributeValues: { ':wallet': wallet } };
  const { Items: [row] = [] } = await documents.send(new QueryCommand({ TableName, ...query, Limit: 1 }));
  for (let n = 0; n < count; n++) await documents.send(new PutCommand({ TableName, Item: { ...row, tx_id: ulid() } }));
}

async function countAll(): Promise<CountedWork> {
  const inStripes = await striped(counted);
  const { user, wallet: from } = await given.userWithWallet({ shard: 0, money: 1_000 });
  const far = await given.wallet(user, { shard: 1 });
  const near = await given.wallet(user, { shard: 0 });
  const isFinal = (response: ApiResponse) => then.isFinal(world, user, from, then.isAccepted(response));
  // A user without wallets, who polls the list. Polling by createWallet would be a write that
  // counts towards the rate limit, and the number of polls varies.
  const opener = await given.user();
  const isOpen = (response: ApiResponse) =>
    eventually(async () => {
      const { wallet_id } = CreatedWallet.parse(response.body);
      const wallets = z.array(Wallet).parse((await when.wallets(opener)).body);
      return wallets.some((wallet) => wallet.wallet_id === wallet_id && wallet.status === 'ACTIVE');
    });
  const transfer = (to: string, amount: number, key?: () => string) => () =>
    when.transfer(user, { from, to, amount: String(amount) }, key?.());
  const payees: { to_id: string; amount: string }[] = [];
  for (let n = 0; n < 10; n++) payees.push({ to_id: await given.wallet(user, { shard: n % 2 }), amount: '2' });
  const split = () =>
    world().api.request('POST', '/api/user/do_transaction', { token: user.token, body: { from_id: from, to: payees } });
  const waiting = await given.userWithWallet({ shard: 0, money: 100 });
  // Paid by the treasury: ten writes of the user cost one more, which belongs to none of them.
  const received = await given.wallet(user, { shard: 1, money: 5 });
  await copyNewest(received, 50);
  const written = await given.wallet(user, { shard: 1 });
  const entries = await seedStatement(world().tables, 1, written, 200);
  const [past = '', newest = ''] = [entries[99], entries[199]].map((entry) =>
    new Date(entry?.postedAt ?? 0).toISOString(),
  );
  const { login, password } = user;
  // Ten writes of a user cost one more: these are another user's.
  const labelling = await given.userWithWallet({ shard: 0, money: 100 });
  const labelled = () => when.transfer(labelling.user, { from: labelling.wallet, to: far, amount: '5', metadata });
  const isLabelled = (response: ApiResponse) =>
    then.isFinal(world, labelling.user, labelling.wallet, then.isAccepted(response));
  // Another user, because a batch counts as its transfers.
  const bulk = await given.userWithWallet({ shard: 0, money: 1_000 });
  const batch = (length: number) => () =>
    when.batch(
      bulk.user,
      Array.from({ length }, () => ({
        ...{ idempotency_key: randomUUID(), from_id: bulk.wallet, to_id: far, amount: '1' },
      })),
    );
  const areFinal = (response: ApiResponse) =>
    Promise.all(
      BatchResults.parse(response.body).results.map((result) =>
        then.isFinal(world, bulk.user, bulk.wallet, 'TxID' in result ? result.TxID : ''),
      ),
    );
  // Other users: ten writes of a user cost one more.
  const buyer = await given.userWithWallet({ shard: 0, money: 100 });
  const shop = await given.userWithWallet({ shard: 1 });
  const held = { from: buyer.wallet, to: shop.wallet, amount: '5', capture: 'manual' };
  const authorise = () => when.transfer(buyer.user, held);
  const isHeld = (response: ApiResponse) => {
    const txId = then.isAccepted(response);
    return eventually(async () => {
      const { note } = then.isTransaction(await when.transaction(buyer.user, buyer.wallet, txId));
      return note === 'authorised';
    });
  };
  const heldOnes: string[] = [];
  for (let n = 0; n < 5; n++) {
    const response = await authorise();
    await isHeld(response);
    heldOnes.push(then.isAccepted(response));
  }
  await world().streamed();
  const capture = () => when.capture(shop.user, shop.wallet, heldOnes.pop() ?? '', {});
  const voidOne = () => when.void(shop.user, shop.wallet, heldOnes.pop() ?? '');
  const hasEnded = (response: ApiResponse) => then.isFinal(world, shop.user, shop.wallet, then.isAccepted(response));
  const rename = () =>
    when.changeWallet(labelling.user, labelling.wallet, { name: String(++names), metadata: { order: '6735' } });
  let freezes = 0;
  const freeze = () =>
    when.changeControls(labelling.user, labelling.wallet, { frozen: ++freezes % 2 === 0 ? null : 'credits' });
  const metadata = {
    ...Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, 'x'.repeat(500)])),
    e: 'x'.repeat(43),
  };
  let names = 0;
  // Another user's, too.
  const refunding = await given.userWithWallet({ shard: 1 });
  const order = { from: waiting.wallet, to: refunding.wallet, amount: 10 };
  const { TxID } = await given.transfer(waiting.user, order);
  const refund = () => when.refund(refunding.user, { wallet: refunding.wallet, TxID }, { amount: '1' });
  const isRefunded = (response: ApiResponse) =>
    then.isFinal(world, refunding.user, refunding.wallet, then.isAccepted(response));
  const all: Record<string, [run: () => Promise<ApiResponse>, finish?: (response: ApiResponse) => Promise<unknown>]> = {
    'transfer between shards': [transfer(far, 5), isFinal],
    'transfer within a shard': [transfer(near, 5), isFinal],
    'split to ten payees': [split, isFinal],
    'transfer without funds': [transfer(far, 5_000), isFinal],
    'transfer with an idempotency key': [transfer(far, 5, randomUUID), isFinal],
    'batch of one transfer': [batch(1), areFinal],
    'transfer with all metadata': [labelled, isLabelled],
    'transfer that is waited for': [
      () => when.transfer(waiting.user, { from: waiting.wallet, to: far, amount: '5' }, undefined, 'wait=10'),
    ],
    refund: [refund, isRefunded],
    'authorising a transfer': [authorise, isHeld],
    'capturing it': [capture, hasEnded],
    'voiding it': [voidOne, hasEnded],
    'page of the holds': [() => when.holds(shop.user, shop.wallet)],
    'creating a wallet': [() => when.createWallet(opener, freshWalletId({ shard: 1, shardCount: 2 })), isOpen],
    'changing a wallet': [rename],
    'freezing a wallet': [freeze],
    'page of the wallets': [() => when.wallets(user)],
    login: [() => when.login({ login, password })],
    'page of the journal': [() => when.transactions(user, received, '?limit=50')],
    'page of the statement': [() => when.statement(user, written, '?limit=50')],
    balance: [() => when.balance(user, from)],
    'balance at a past time': [() => when.balanceAt(user, written, past)],
    'balance after the last entry': [() => when.balanceAt(user, written, newest)],
    "the wallet's page or one of its files": [() => world().api.request('GET', '/app', {})],
  };
  const moving = await moves(counted);
  const more: Record<string, Operation> = {
    ...(await schedules(world)),
    ...(await userWebhooks(world, receiver)),
    ...(await walletControls(world)),
    ...(await sessions(world)),
    ...(await byKeys(world)),
    ...(await sharing(world)),
    ...moving.operations,
    ...(await inStripes.operations()),
    ...(await fullBatch(world)),
  };
  const euro = await given.userWithWallet({ shard: 0, money: 1_000, currency: 'EUR' });
  const inEuros = await given.wallet(await given.user(), { shard: 1, currency: 'EUR' });
  const payEuros = () => when.transfer(euro.user, { from: euro.wallet, to: inEuros, amount: '5' });
  const euroIsFinal = (response: ApiResponse) => then.isFinal(world, euro.user, euro.wallet, then.isAccepted(response));
  // The first operation costs more, because every function reads its keys.
  for (const [run, finish] of Object.values(all)) {
    const response = await run();
    await finish?.(response);
  }
  for (const { before, run, finish } of Object.values(more)) {
    await before?.();
    await run();
    await finish?.();
  }
  const counts: CountedWork = { work: {}, row: [] };
  for (const [name, [run, finish]] of Object.entries(all)) {
    const { work, row } = await counted.count(run, finish);
    counts.work[name] = work;
    if (name === 'transfer between shards') counts.row = row;
  }
  for (const [name, { before, run, finish }] of Object.entries(more)) {
    await before?.();
    counts.work[name] = (await counted.count(run, finish)).work;
  }
  moving.stop();
  inStripes.stop();
  await euroIsFinal(await payEuros());
  inEuro = (await counted.count(payEuros, euroIsFinal)).work;
  ofTen = (await counted.count(batch(10), areFinal)).work;
  return counts;
}

/** Each once before it is counted, because every function reads its keys first. */
async function countAsked(): Promise<CountedWork['work']> {
  const work: CountedWork['work'] = {};
  const operations = Object.entries(await askedPayments(world));
  for (const [, { run, finish }] of operations) {
    await run();
    await finish?.();
  }
  for (const [name, { run, finish }] of operations) work[name] = (await counted.count(run, finish)).work;
  return work;
}

describe('the work', () => {
  it.each(Object.keys(EXPECTED_WORK))('of %s is as expected', (name) => {
    expect(found.work[name]).toEqual(EXPECTED_WORK[name]);
  });

  it('of a transfer includes thirteen consecutive round trips', () => {
    expect(found.row).toEqual(EXPECTED_ROW);
  });

  it('of a batch of ten is that of ten single ones, but one read of the payer and one write of the limit', () => {
    const one = found.work['transfer with an idempotency key'];
    if (!one) throw new Error('not counted');
    const { 'orchestrator/transfers_batch': batches, ...functions } = ofTen.functions;
    const { 'orchestrator/do_transaction': _, ...ofOne } = one.functions;
    expect(batches).toBe(1);
    expect(functions).toEqual(Object.fromEntries(Object.entries(ofOne).map(([name, count]) => [name, 10 * count])));
    // The payer's item has the holds of all: a write of it may be larger.
    const { 'shard wallets': _wallets, throttles, ...writes } = ofTen.writes;
    const { 'shard wallets': _wallet, ...writesOfOne } = one.writes;
    expect(throttles).toBe(1);
    expect(writes).toEqual(Object.fromEntries(Object.entries(writesOfOne).map(([name, count]) => [name, 10 * count])));
    expect(ofTen.reads.wallets).toBe(1);
  });

  it('of a batch of a hundred is that of a hundred single ones, but one request of the client', () => {
    const { requests, functions, workflow, writes, reads } = found.work[FULL_BATCH] ?? {};
    expect({ requests, functions, workflow, writes }).toEqual(EXPECTED_BATCH);
    expect(reads?.wallets).toBe(100);
    expect(total(reads ?? {})).toBeLessThanOrEqual(100 * total(EXPECTED_WORK['transfer between shards']?.reads ?? {}));
  });

  it('of a transfer in a currency is that of one without', () => {
    const { log, ...plain } = found.work['transfer between shards'] ?? {};
    const { log: logged, ...work } = inEuro;
    expect(work).toEqual(plain);
    expect(logged.lines).toBe(log?.lines);
  });

  it('is expected of every counted operation', () => {
    expect(Object.keys(found.work)).toEqual([...Object.keys(EXPECTED_WORK), FULL_BATCH]);
  });

  it('of a page with 50 received transfers is at most 6 read units', () => {
    expect(total(found.work['page of the journal']?.reads ?? {})).toBeLessThanOrEqual(6);
  });

  it('of a balance at a past time is at most 3 read units', () => {
    for (const name of ['balance at a past time', 'balance after the last entry'])
      expect(total(found.work[name]?.reads ?? {})).toBeLessThanOrEqual(3);
  });

  it('of a successful transfer with its entries in statements is within its bounds', () => {
    const work = found.work['transfer between shards'];
    if (!work) throw new Error('not counted');
    expect(total(work.writes)).toBeLessThanOrEqual(13);
    expect(total(work.reads)).toBeLessThanOrEqual(2);
    expect(total(work.functions)).toBeLessThanOrEqual(7);
    expect(work.requests).toBeLessThanOrEqual(5);
    expect(work.toResponse).toBeLessThanOrEqual(3);
    expect(work.toFinal).toBeLessThanOrEqual(13);
  });
});
