import { ulid } from 'ulid';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Spending } from '../../../lib/store/spending.ts';
import { countSpending } from '../../../lib/usecases/count-spending.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 23, 23, 59, 0);
const DAY_MS = 86_400_000;

let tables: FreshTables;
let stores: { spending: Spending; journal: Journal };
beforeAll(async () => {
  tables = await memoryTables();
  stores = {
    spending: new Spending(tables.documents, tables.spending),
    journal: new Journal(tables.documents, tables.journal),
  };
});
afterAll(() => tables.close());

let spenders = 0;
const newSpender = (maxPerDay: bigint) => ({ id: `key-${spenders++}`, maxPerDay });
type Spender = ReturnType<typeof newSpender>;

const pay = (spender: Spender, amount: bigint, { now = NOW, txId = ulid(now), isNew = true } = {}) =>
  countSpending(stores, spender, { walletId: '41', txId, amount }, { now, isNew });
const written = (txId: string, amount: bigint) =>
  stores.journal.create({ txId, fromId: '41', amount, credits: [{ toId: '42', amount }] }, NOW);
const LIMIT = { code: 'spending_limit_exceeded' };

describe('the sum of a day', () => {
  it('begins anew at midnight UTC', async () => {
    const spender = newSpender(10n);
    await pay(spender, 10n);
    await expect(pay(spender, 1n)).rejects.toMatchObject(LIMIT);
    await pay(spender, 10n, { now: NOW + 60_000 });
  });

  it('takes no more than it is, whatever the number of requests at the same time', async () => {
    const spender = newSpender(1_000n);
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => pay(spender, 30n)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(33);
  });

  it('counts a transfer once that is repeated before it is in the journal, afterwards, and on the next day', async () => {
    const spender = newSpender(10n);
    const txId = ulid(NOW);
    await pay(spender, 6n, { txId });
    // The first request ended before it wrote the transfer.
    await Promise.all(Array.from({ length: 5 }, () => pay(spender, 6n, { txId, isNew: false })));
    await pay(spender, 6n, { txId, isNew: false, now: NOW + DAY_MS });
    await written(txId, 6n);
    await pay(spender, 6n, { txId, isNew: false });
    await pay(spender, 4n);
    await expect(pay(spender, 1n)).rejects.toMatchObject(LIMIT);
    // The repetition tomorrow has counted nothing tomorrow.
    await pay(spender, 10n, { now: NOW + DAY_MS });
  });

  it('counts a repeated request that was refused, once there is room', async () => {
    const [low, high] = [
      { id: 'raised', maxPerDay: 5n },
      { id: 'raised', maxPerDay: 6n },
    ];
    const txId = ulid(NOW);
    await expect(pay(low, 6n, { txId })).rejects.toMatchObject(LIMIT);
    await pay(high, 6n, { txId, isNew: false });
    await expect(pay(high, 1n)).rejects.toMatchObject(LIMIT);
  });

  it('stays exact in a small item, however many payments there are', async () => {
    const spender = newSpender(1_000n);
    const remembered = ulid(NOW);
    await pay(spender, 1n, { txId: remembered, now: NOW - 600_000 });
    for (let n = 0; n < 200; n++) {
      const txId = ulid(NOW);
      await pay(spender, 1n, { txId, now: NOW - 600_000 + n * 2_000 });
      await written(txId, 1n);
    }
    const [item = ''] = (await tables.contents())[tables.spending]?.filter((one) => one.includes(spender.id)) ?? [];
    expect(item).toContain('"spent":"201n"');
    expect(item.match(/tx_/g)?.length).toBeLessThan(130);
    // It is not in the journal, so it is remembered, and not counted again.
    await pay(spender, 1n, { txId: remembered, isNew: false });
    await pay(spender, 799n);
    await expect(pay(spender, 1n)).rejects.toMatchObject(LIMIT);
  });
});
