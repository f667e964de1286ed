import fc from 'fast-check';
import type { StatementEntry } from '../../../lib/client/types.ts';
import { balanceOn, type Point, timesBetween } from '../../../lib/web/wallet/chart/balance-line.ts';
import { chartSearch, readChartAddress } from '../../../lib/web/wallet/chart/chart-address.ts';
import { chartDataOf, rangeOf } from '../../../lib/web/wallet/chart/chart-data.ts';
import { type BalanceSource, readBalance } from '../../../lib/web/wallet/chart/read-balance.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The API over a statement: entries, and balances up to a minute ago. */
class Statement implements BalanceSource {
  readonly asked = { entries: 0, firsts: 0, balances: 0 };
  readonly #entries: readonly StatementEntry[];
  /** What the journal says of the time before the statement was opened. */
  readonly #balanceBefore: bigint;

  /** @param postings oldest first. `opening`: the first of them is the balance of an older wallet */
  constructor(
    postings: readonly { readonly at: number; readonly amount: bigint }[],
    { opening = false, balanceBefore = 0n } = {},
  ) {
    let balance = 0n;
    this.#balanceBefore = balanceBefore;
    this.#entries = postings.map(({ at, amount }, n) => {
      balance += amount;
      const txId = opening && n === 0 ? {} : { TxID: `tx-${n}` };
      const texts = { amount: `${amount > 0n ? '+' : ''}${amount}`, balance: balance.toString(), hash: '' };
      return { wallet_id: '41', seq: n + 1, ...txId, ...texts, posted_at: new Date(at).toISOString() };
    });
  }

  balanceOf(at: number): bigint {
    const time = new Date(at).toISOString();
    const last = this.#entries.findLast(({ posted_at }) => posted_at <= time);
    return last ? BigInt(last.balance) : this.#balanceBefore;
  }

  /** What the API says of the times of these points. */
  said(points: readonly Point[]): Point[] {
    return points.map(({ at }) => ({ at, balance: this.balanceOf(at) }));
  }

  async balanceAt(time: Date) {
    this.asked.balances++;
    const asOf = Math.min(time.getTime(), NOW - MINUTE);
    const [at, as_of] = [time.toISOString(), new Date(asOf).toISOString()];
    return { wallet_id: '41', currency: 'XXX', at, as_of, balance: this.balanceOf(asOf).toString() };
  }

  async *newestFirst() {
    for (const entry of this.#entries.toReversed()) {
      this.asked.entries++;
      yield entry;
    }
  }

  async first() {
    this.asked.firsts++;
    return this.#entries[0];
  }
}

/** Postings of 1, every other minute until now. */
function everyOtherMinute(count: number) {
  return Array.from({ length: count }, (_, n) => ({ at: NOW - 2 * MINUTE * (count - n), amount: 1n }));
}

async function historyOf(statement: Statement, from: number | undefined) {
  const histories = await Array.fromAsync(readBalance(statement, from, NOW));
  const last = histories.at(-1);
  if (!last) throw new Error('there is no history');
  return { ...last, count: histories.length };
}

describe('The balance over time', () => {
  const posting = fc.record({
    ago: fc.integer({ min: 2 * MINUTE, max: 2 * DAY }),
    amount: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).filter((amount) => amount !== 0n),
  });

  it('is at each time what the API says of that time, also where entries have the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(posting), fc.integer({ min: MINUTE, max: DAY }), async (posted, ago) => {
        const postings = posted.map((one) => ({ at: NOW - one.ago, amount: one.amount }));
        const statement = new Statement([...postings, ...postings].sort((a, b) => a.at - b.at));
        const { line } = await historyOf(statement, NOW - DAY);
        expect(balanceOn(line, NOW - ago)).toBe(statement.balanceOf(NOW - ago));
        expect(line.at(-1)).toEqual({ at: NOW, balance: statement.balanceOf(NOW) });
      }),
      { numRuns: 50 },
    );
  });

  it('reads back to the last entry before the span, and no further', async () => {
    const statement = new Statement(everyOtherMinute(900));
    const { from, line, openedAt } = await historyOf(statement, NOW - 60 * MINUTE);
    expect([statement.asked, from, openedAt]).toEqual([
      { entries: 30, firsts: 0, balances: 0 },
      NOW - 60 * MINUTE,
      undefined,
    ]);
    expect([line.length, line[0]?.balance]).toEqual([31, 871n]);
  });

  it('begins a little before the first entry if it shows all, and with one day of nothing', async () => {
    const { from, line } = await historyOf(new Statement([{ at: NOW - DAY, amount: 5n }]), undefined);
    expect([from < NOW - DAY, line[0]?.balance]).toEqual([true, 0n]);
    const empty = await historyOf(new Statement([]), NOW - DAY);
    expect(empty.line).toEqual([
      { at: NOW - DAY, balance: 0n },
      { at: NOW, balance: 0n },
    ]);
  });

  it('asks for a few balances where there are more than a thousand entries, and says them after the rest', async () => {
    const statement = new Statement(everyOtherMinute(1_200));
    const { line, samples, count } = await historyOf(statement, undefined);
    expect([count, line.length, samples.length]).toEqual([2, 1_001, 12]);
    expect(statement.asked).toEqual({ entries: 1_000, firsts: 1, balances: 12 });
    expect([...samples, ...line]).toEqual(statement.said([...samples, ...line]));
  });

  it.each([
    ['that has every entry', 3],
    ['with more than a thousand entries', 1_200],
  ])('of a wallet that is older than its statement begins with the opening, in a chart %s', async (_what, size) => {
    const statement = new Statement(everyOtherMinute(size), { opening: true, balanceBefore: 7n });
    const opened = NOW - 2 * MINUTE * size;
    for (const from of [undefined, NOW - 30 * DAY]) {
      const { line, samples, openedAt, ...history } = await historyOf(statement, from);
      expect([openedAt, history.from < opened]).toEqual([opened, true]);
      expect((samples[0] ?? line[0])?.at).toBe(opened);
      expect([...samples, ...line]).toEqual(statement.said([...samples, ...line]));
      const drawn = chartDataOf({ line, samples, openedAt, from: history.from });
      expect([drawn.times[0], drawn.line[0], drawn.samples[0]]).toEqual([history.from / 1_000, null, null]);
      expect(drawn.line).toHaveLength(drawn.times.length);
      expect(drawn.samples).toHaveLength(drawn.times.length);
    }
  });

  it('of an older wallet whose statement is not opened yet is its balance now alone', async () => {
    const { line, openedAt } = await historyOf(new Statement([], { balanceBefore: 7n }), NOW - DAY);
    expect(openedAt).toBe(NOW);
    expect(line).toEqual(Array.from({ length: 2 }, () => ({ at: NOW, balance: 7n })));
  });

  it('ends with the newest entry, also if the clock of the device is behind', async () => {
    const { to, line } = await historyOf(new Statement([{ at: NOW + MINUTE, amount: 5n }]), NOW - DAY);
    expect([to, line.at(-1)]).toEqual([NOW + MINUTE, { at: NOW + MINUTE, balance: 5n }]);
    expect(timesBetween(0, 10, 3)).toEqual([0, 5, 10]);
  });

  it('is drawn by distances where numbers would lose digits', () => {
    const big = 10n ** 18n;
    const line = [
      { at: 0, balance: big },
      { at: 1_000, balance: big + 1n },
    ];
    expect(chartDataOf({ from: 0, line, samples: [] })).toMatchObject({ times: [0, 1], line: [-1, 0], base: big + 1n });
    expect(chartDataOf({ from: 0, line: [{ at: 0, balance: -7n }], samples: [] })).toMatchObject({
      line: [-7],
      base: 0n,
    });
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
