import fc from 'fast-check';
import type { Transaction, TransactionsQuery } from '../../../lib/client/types.ts';
import { balanceOn, lineOf, timesBetween } from '../../../lib/web/wallet/chart/balance-line.ts';
import { chartSearch, readChartAddress } from '../../../lib/web/wallet/chart/chart-address.ts';
import { chartDataOf, rangeOf } from '../../../lib/web/wallet/chart/chart-data.ts';
import { type BalanceSource, readBalance } from '../../../lib/web/wallet/chart/read-balance.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A transfer that was made at one time and committed at another, or not committed. */
interface Made {
  readonly madeAt: number;
  readonly committedAt?: number;
  readonly amount: bigint;
}

/** The API over these transfers, as the journal has them: pages of 100, and balances up to a minute ago. */
class Journal implements BalanceSource {
  readonly transfers: readonly Made[];
  readonly asked = { pages: 0, balances: 0 };

  constructor(transfers: readonly Made[]) {
    this.transfers = transfers.toSorted((a, b) => b.madeAt - a.madeAt);
  }

  balanceOf(at: number): bigint {
    const committed = this.transfers.filter(({ committedAt }) => committedAt !== undefined && committedAt <= at);
    return committed.reduce((sum, { amount }) => sum + amount, 0n);
  }

  async balanceAt(time: Date) {
    this.asked.balances++;
    const asOf = Math.min(time.getTime(), NOW - MINUTE);
    const [at, as_of] = [time.toISOString(), new Date(asOf).toISOString()];
    return { wallet_id: '41', at, as_of, balance: this.balanceOf(asOf).toString() };
  }

  async page({ order, limit = 50, from = '1970-01-01T00:00:00Z', cursor }: TransactionsQuery) {
    this.asked.pages++;
    const sorted = order === 'asc' ? this.transfers.toReversed() : this.transfers;
    const selected = sorted.filter(({ madeAt }) => madeAt >= Date.parse(from));
    const start = Number(cursor ?? 0);
    const transactions = selected.slice(start, start + limit).map(transactionOf);
    return { transactions, ...(selected.length > start + limit && { next: String(start + limit) }) };
  }
}

function transactionOf({ madeAt, committedAt, amount }: Made): Transaction {
  const text = `${amount > 0n ? '+' : ''}${amount}`;
  const initiated_at = new Date(madeAt).toISOString();
  const sides = { wallet_id: '41', from_id: '41', to_id: '42', TxID: String(madeAt), note: '' };
  const committed = committedAt === undefined ? {} : { committed_at: new Date(committedAt).toISOString() };
  return { ...sides, amount: text, ammount: text, status: 'SUCCESSFUL', initiated_at, ...committed };
}

async function historyOf(journal: Journal, from: number | undefined) {
  const histories = await Array.fromAsync(readBalance(journal, from, NOW));
  const last = histories.at(-1);
  if (!last) throw new Error('there is no history');
  return { ...last, count: histories.length };
}

describe('The balance over time', () => {
  const transfers = fc.array(
    fc.record({
      ago: fc.integer({ min: 2 * MINUTE, max: 2 * DAY }),
      decidedIn: fc.option(fc.integer({ min: 0, max: 20 * MINUTE }), { nil: undefined }),
      amount: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).filter((amount) => amount !== 0n),
    }),
  );

  it('is at each time what the API says of that time, whatever was committed late or never', async () => {
    await fc.assert(
      fc.asyncProperty(transfers, fc.integer({ min: MINUTE, max: DAY }), async (made, ago) => {
        const journal = new Journal(
          made.map(({ ago: madeAgo, decidedIn, amount }) => {
            const madeAt = NOW - madeAgo;
            return { madeAt, amount, ...(decidedIn !== undefined && { committedAt: madeAt + decidedIn }) };
          }),
        );
        const { line } = await historyOf(journal, NOW - DAY);
        expect(balanceOn(line, NOW - ago)).toBe(journal.balanceOf(NOW - ago));
        expect(line.at(-1)).toEqual({ at: NOW, balance: journal.balanceOf(NOW) });
      }),
      { numRuns: 50 },
    );
  });

  it('begins a little before the first transfer if it shows all, and with one day of nothing', async () => {
    const { from, line } = await historyOf(
      new Journal([{ madeAt: NOW - DAY, committedAt: NOW - DAY, amount: 5n }]),
      undefined,
    );
    expect([from < NOW - DAY, line[0]?.balance]).toEqual([true, 0n]);
    const empty = await historyOf(new Journal([]), NOW - DAY);
    expect(empty.line).toEqual([
      { at: NOW - DAY, balance: 0n },
      { at: NOW, balance: 0n },
    ]);
  });

  it('asks for a few balances where there are more than a thousand transfers, and says them after the rest', async () => {
    const many = Array.from({ length: 1_200 }, (_, n) => ({ madeAt: NOW - 2 * MINUTE * (n + 1), amount: 1n }));
    const journal = new Journal(many.map((made) => ({ ...made, committedAt: made.madeAt + 100 })));
    const { line, samples, count } = await historyOf(journal, undefined);
    expect([count, line.length, samples.length, journal.asked]).toEqual([2, 1_002, 12, { pages: 11, balances: 13 }]);
    for (const { at, balance } of [...samples, ...line]) expect(balance).toBe(journal.balanceOf(at));
    expect(samples.at(-1)?.at).toBe(line[0]?.at);
  });

  it('ends with transfers that are newer than the balance it begins with', () => {
    const changes = [
      { at: 30, amount: 5n },
      { at: 10, amount: 1n },
    ];
    expect(lineOf({ at: 20, balance: 3n }, changes, 0, 40).map(({ balance }) => balance)).toEqual([2n, 3n, 8n, 8n]);
    expect(timesBetween(0, 10, 3)).toEqual([0, 5, 10]);
  });

  it('is drawn by distances where numbers would lose digits', () => {
    const big = 10n ** 18n;
    const line = [
      { at: 0, balance: big },
      { at: 1_000, balance: big + 1n },
    ];
    expect(chartDataOf({ line, samples: [] })).toMatchObject({ times: [0, 1], line: [-1, 0], base: big + 1n });
    expect(chartDataOf({ line: [{ at: 0, balance: -7n }], samples: [] })).toMatchObject({ line: [-7], base: 0n });
    expect([rangeOf(0, 100), rangeOf(1_000, 1_100), rangeOf(5, 5)]).toEqual([
      [0, 110],
      [990, 1_110],
      [2.5, 7.5],
    ]);
  });
});

describe('The address of the chart', () => {
  it('has the span and the time', () => {
    const address = { span: 'week', at: '2026-11-23T08:30:00.000Z' } as const;
    expect(readChartAddress(chartSearch(address), NOW)).toEqual(address);
    expect([chartSearch({ span: 'month' }), readChartAddress('', NOW)]).toEqual(['', { span: 'month' }]);
    expect(readChartAddress('?span=year', NOW)).toEqual({ span: 'month' });
  });

  it('names the rule that its time breaks', () => {
    expect(readChartAddress('?at=yesterday', NOW)).toMatchObject({ broken: expect.stringContaining('with an offset') });
    expect(readChartAddress('?at=2026-11-26T12:01:00Z', NOW)).toMatchObject({ broken: 'must not be in the future' });
  });
});
