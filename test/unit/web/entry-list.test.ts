import type { StatementEntry, StatementQuery } from '../../../lib/client/types.ts';
import { EntryList } from '../../../lib/web/wallet/statement/entry-list.ts';
import { readEntry, seqOf } from '../../../lib/web/wallet/statement/read-entry.ts';

function entry(seq: number): StatementEntry {
  const posted_at = new Date(1_000 * seq).toISOString();
  return {
    wallet_id: '41',
    seq,
    TxID: `tx-${seq}`,
    amount: '+1',
    balance: String(seq),
    posted_at,
    hash: `hash ${seq}`,
  };
}

/** A statement of so many entries, in pages of three. */
class Statement {
  length: number;
  readonly asked: StatementQuery[] = [];
  isBroken = false;

  constructor(length: number) {
    this.length = length;
  }

  readonly page = async (query: StatementQuery) => {
    this.asked.push(query);
    if (this.isBroken) throw new Error('no network');
    const { order, cursor } = query;
    const all = Array.from({ length: this.length }, (_, n) => entry(n + 1));
    const after = Number(cursor ?? (order === 'desc' ? this.length + 1 : 0));
    const left =
      order === 'desc' ? all.filter(({ seq }) => seq < after).reverse() : all.filter(({ seq }) => seq > after);
    const entries = left.slice(0, 3);
    return { entries, ...(left.length > 3 && { next: String(entries.at(-1)?.seq) }) };
  };
}

const numbers = ({ rows }: EntryList) => rows.map(({ seq }) => seq);
async function readAll(list: EntryList): Promise<EntryList> {
  while (list.state === 'ready') await list.more();
  return list;
}

describe('The list of a statement', () => {
  it.each([
    ['desc', [7, 6, 5, 4, 3, 2, 1]],
    ['asc', [1, 2, 3, 4, 5, 6, 7]],
  ] as const)('reads each entry once in the order %s', async (order, expected) => {
    const statement = new Statement(7);
    const list = new EntryList(statement.page, order);
    await Promise.all([list.more(), list.more()]);
    expect(numbers(list)).toEqual(expected.slice(0, 3));
    await readAll(list);
    expect([numbers(list), list.state, statement.asked.length]).toEqual([expected, 'complete', 3]);
  });

  it('reads the same page again after an error', async () => {
    const statement = new Statement(4);
    const list = new EntryList(statement.page, 'desc');
    await list.more();
    statement.isBroken = true;
    await list.more();
    expect(list.state).toEqual({ error: new Error('no network') });
    statement.isBroken = false;
    await list.more();
    expect(numbers(list)).toEqual([4, 3, 2, 1]);
  });

  it('counts new entries and moves nothing until they are wanted', async () => {
    const statement = new Statement(5);
    const list = new EntryList(statement.page, 'desc');
    await list.more();
    statement.length = 7;
    const { rows } = list;
    await Promise.all([list.look(), list.look()]);
    expect([list.fresh, list.rows, numbers(list)]).toEqual([2, rows, [5, 4, 3]]);
    list.showFresh();
    await list.look();
    expect([list.fresh, numbers(list)]).toEqual([0, [7, 6, 5, 4, 3]]);
    await readAll(list);
    expect(numbers(list)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('has the first entry of a wallet as a new one', async () => {
    const statement = new Statement(0);
    const list = await readAll(new EntryList(statement.page, 'desc'));
    statement.length = 1;
    await list.look();
    expect(list.fresh).toBe(1);
  });

  it('says that it is outrun by more new entries than it can see', async () => {
    const statement = new Statement(1);
    const list = await readAll(new EntryList(statement.page, 'desc'));
    statement.length = 9;
    await list.look();
    expect(list.isOutrun).toBe(true);
  });

  it('adds new entries at its end if the oldest are first, and reads on where a look does not reach', async () => {
    const statement = new Statement(2);
    const list = await readAll(new EntryList(statement.page, 'asc'));
    statement.length = 7;
    await Promise.all([list.look(), list.look()]);
    expect([list.fresh, numbers(list), list.state]).toEqual([0, [1, 2, 3, 4, 5], 'ready']);
    await readAll(list);
    expect(numbers(list)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('One entry', () => {
  it('is read with the one before it, which the first has not, and says whether one is after it', async () => {
    const { page } = new Statement(3);
    const { signal } = new AbortController();
    expect(await readEntry(page, 3, signal)).toEqual({ entry: entry(3), previous: entry(2), isNewest: true });
    expect(await readEntry(page, 2, signal)).toEqual({ entry: entry(2), previous: entry(1), isNewest: false });
    expect(await readEntry(page, 1, signal)).toEqual({ entry: entry(1), previous: undefined, isNewest: false });
    expect(await readEntry(page, 4, signal)).toBeUndefined();
  });

  it('has a number from 1 on in its address', () => {
    expect(['1', '1041', '0', '01', '-1', '1.5', 'x', '9'.repeat(16)].map(seqOf)).toEqual([
      1,
      1041,
      ...Array.from({ length: 6 }, () => undefined),
    ]);
  });
});
