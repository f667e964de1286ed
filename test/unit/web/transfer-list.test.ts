import type { Transaction, TransactionsQuery } from '../../../lib/client/types.ts';
import { RowOffsets } from '../../../lib/web/ui/row-offsets.ts';
import { TransferList } from '../../../lib/web/wallet/list/transfer-list.ts';
import { rowOf, type TransferSource } from '../../../lib/web/wallet/list/transfer-rows.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');

/** A transfer that was made so many minutes ago. Ids sort by time, as those of the API do. */
function made(minutesAgo: number, more: Partial<Transaction> = {}): Transaction {
  const at = NOW - 60_000 * minutesAgo;
  const initiated_at = new Date(at).toISOString();
  const sides = { wallet_id: '41', from_id: '41', to_id: '42' };
  const id = `01${String(at).padStart(24, '0')}`;
  return {
    TxID: id,
    amount: '-5',
    ammount: '-5',
    currency: 'XXX',
    status: 'SUCCESSFUL',
    note: '',
    initiated_at,
    ...sides,
    ...more,
  };
}

/** The list of the API in memory: newest or oldest first, with `from`, in pages of three. */
class Wallet implements TransferSource {
  transfers: Transaction[];
  readonly asked: TransactionsQuery[] = [];

  constructor(...transfers: Transaction[]) {
    this.transfers = transfers;
  }

  async page(query: TransactionsQuery) {
    this.asked.push(query);
    const { order, cursor, from = '' } = query;
    const sorted = this.transfers.toSorted((a, b) => (a.TxID < b.TxID === (order === 'asc') ? -1 : 1));
    const isAfter = ({ TxID }: Transaction) =>
      cursor === undefined || (order === 'asc' ? TxID > cursor : TxID < cursor);
    const left = sorted.filter((one) => isAfter(one) && one.initiated_at >= from);
    const transactions = left.slice(0, 3);
    const last = transactions.at(-1)?.TxID;
    return { transactions, ...(left.length > 3 && last !== undefined && { next: last }) };
  }

  async one(TxID: string) {
    const found = this.transfers.find((one) => one.TxID === TxID);
    if (!found) throw new Error(TxID);
    return found;
  }
}

const listOf = (wallet: TransferSource, order: 'asc' | 'desc' = 'desc') => new TransferList(wallet, { order }, NOW);
const minutes = ({ rows }: TransferList) => rows.map(({ initiatedAt }) => (NOW - Date.parse(initiatedAt)) / 60_000);
async function readAll(list: TransferList): Promise<TransferList> {
  while (list.state === 'ready') await list.more();
  return list;
}

describe('A row of the list', () => {
  it('names the wallet on the other side, or how many the payer has paid', () => {
    const sent = made(1);
    expect(rowOf(sent).other).toBe('42');
    expect(rowOf({ ...sent, wallet_id: '42' }).other).toBe('41');
    const { to_id: _, ...split } = { ...sent, to: ['42', '43'].map((to_id) => ({ to_id, amount: '1' })) };
    expect(rowOf(split).other).toBe(2);
  });

  it('has what was captured as its amount, if a held payment was captured in part', () => {
    expect(rowOf(made(1, { amount: '-50', captured: '30' })).amount).toBe('-30');
  });
});

describe('The list of transfers', () => {
  it('reads page after page, and each page once', async () => {
    const list = listOf(new Wallet(...[1, 2, 3, 4, 5, 6, 7].map((ago) => made(ago))));
    await Promise.all([list.more(), list.more()]);
    expect(minutes(list)).toEqual([1, 2, 3]);
    await readAll(list);
    expect(minutes(list)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(list.state).toBe('complete');
  });

  it('goes on after a page without transfers that has a next one', async () => {
    const pages = [{ transactions: [], next: 'a' }, { transactions: [], next: 'b' }, { transactions: [made(1)] }];
    const page = async ({ cursor }: TransactionsQuery) => pages[cursor === undefined ? 0 : cursor === 'a' ? 1 : 2];
    const list = listOf({
      page: async (query) => (await page(query)) ?? { transactions: [] },
      one: async () => made(1),
    });
    await readAll(list);
    expect(minutes(list)).toEqual([1]);
  });

  it('reads the same page again after an error', async () => {
    const wallet = new Wallet(...[1, 2, 3, 4].map((ago) => made(ago)));
    const list = listOf(wallet);
    await list.more();
    const page = wallet.page.bind(wallet);
    wallet.page = () => Promise.reject(new Error('no network'));
    await list.more();
    expect(list.state).toEqual({ error: new Error('no network') });
    wallet.page = page;
    await list.more();
    expect(minutes(list)).toEqual([1, 2, 3, 4]);
  });

  it('counts new transfers, also one that was committed late, and moves nothing until they are wanted', async () => {
    const wallet = new Wallet(made(1), made(3));
    const list = await readAll(listOf(wallet));
    wallet.transfers = [...wallet.transfers, made(0), made(2)];
    const { rows } = list;
    await list.look([]);
    await list.look([]);
    expect([list.fresh, list.rows, minutes(list)]).toEqual([2, rows, [1, 3]]);
    list.showFresh();
    expect([list.fresh, minutes(list)]).toEqual([0, [0, 1, 2, 3]]);
  });

  it('looks only at the last minutes before the newest transfer', async () => {
    const wallet = new Wallet(made(30), made(600));
    const list = await readAll(listOf(wallet));
    await list.look([]);
    expect(wallet.asked.at(-1)).toMatchObject({ order: 'desc', from: made(40).initiated_at });
  });

  it('takes no older transfer, which is not read yet, for a new one', async () => {
    const list = listOf(new Wallet(...[1, 2, 3, 4, 5].map((ago) => made(ago))));
    await list.more();
    await list.look([]);
    expect(list.fresh).toBe(0);
  });

  it('says that it is outrun by more new transfers than it can see', async () => {
    const wallet = new Wallet(made(5));
    const list = await readAll(listOf(wallet));
    wallet.transfers = [5, 4, 3, 2, 1].map((ago) => made(ago));
    await list.look([]);
    expect(list.isOutrun).toBe(true);
  });

  it('adds new transfers at its end if the oldest are first', async () => {
    const wallet = new Wallet(made(3), made(2));
    const list = await readAll(listOf(wallet, 'asc'));
    wallet.transfers = [...wallet.transfers, made(1), made(0)];
    await list.look([]);
    expect([list.fresh, minutes(list)]).toEqual([0, [3, 2, 1, 0]]);
  });

  it('updates transfers in flight in their places, those on the screen also if they are old', async () => {
    const [old, recent] = [made(600, { status: 'PROCESSING' }), made(1, { status: 'PENDING' })];
    const wallet = new Wallet(old, recent);
    const list = await readAll(listOf(wallet));
    wallet.transfers = [
      { ...old, status: 'FAILED' },
      { ...recent, status: 'SUCCESSFUL' },
    ];
    await list.look([old.TxID, recent.TxID]);
    expect(list.rows.map(({ status }) => status)).toEqual(['SUCCESSFUL', 'FAILED']);
  });
});

describe('The rows of a long list', () => {
  it('are found by their height among rows of different heights', () => {
    const offsets = new RowOffsets();
    for (const height of [30, 10, 10, 30, 10]) offsets.add(height);
    expect([offsets.count, offsets.height, offsets.topOf(3), offsets.heightOf(3)]).toEqual([5, 90, 50, 30]);
    expect([-5, 0, 29, 30, 49, 50, 89, 900].map((y) => offsets.rowAt(y))).toEqual([0, 0, 0, 1, 2, 3, 4, 4]);
    expect(offsets.between(35, 55)).toEqual({ first: 1, last: 3 });
    expect([offsets.between(-50, -1), offsets.between(91, 200)]).toEqual([undefined, undefined]);
    expect(new RowOffsets().between(0, 100)).toBeUndefined();
  });
});
