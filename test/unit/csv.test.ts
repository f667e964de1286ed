import { parse } from 'csv-parse/sync';
import type { Transfer } from '../../lib/domain/transfer.ts';
import { csvHeader, csvRows } from '../../lib/lambda/http/csv.ts';

const WALLET = '41';

const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  txId: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  fromId: WALLET,
  amount: 50n,
  credits: [{ toId: '42', amount: 50n }],
  status: 'SUCCESSFUL',
  note: 'transaction completed',
  initiatedAt: '2026-11-23T10:15:30.123Z',
  ...more,
});
const cells = (text: string) => parse(text);

describe('A row of an export', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠1', ' =1'])(
    'has an apostrophe before %s, in what a payer wrote, and not before amounts',
    (text) => {
      const { text: row } = csvRows('42', [transfer({ reference: text, payerNote: text })]);
      expect(cells(row)[0]).toEqual(expect.arrayContaining(['+50', `'${text}`]));
      expect(cells(row)[0]?.slice(6, 8)).toEqual([`'${text}`, `'${text}`]);
      expect(cells(csvRows(WALLET, [transfer()]).text)[0]?.[3]).toBe('-50');
    },
  );

  it('has an apostrophe before a formula after a semicolon, a cell separator in many locales', () => {
    const { text } = csvRows('42', [transfer({ payerNote: 'a;=1+1;b; -1;2' })]);
    expect(cells(text)[0]?.[7]).toBe("a;'=1+1;b;' -1;2");
  });

  it.each([
    ['a;"=1+1"', `a;'"=1+1"`],
    ['a; ""=1+1', `a;' ""=1+1`],
    ['"=1+1"', `'"=1+1"`],
    [`a;'@x`, `a;''@x`],
    ['"";"-1";b', `"";'"-1";b`],
  ])('has an apostrophe before quotes that a spreadsheet removes from a formula: %s', (payerNote, guarded) => {
    const { text } = csvRows('42', [transfer({ payerNote })]);
    expect(cells(text)[0]?.[7]).toBe(guarded);
    const cellsBySemicolon: string[][] = parse(guarded, { delimiter: ';', relax_quotes: true });
    for (const cell of cellsBySemicolon.flat()) expect(cell).not.toMatch(/^\s*[=+\-@]/);
  });

  it.each(['a,b', 'say "hi"', '"', 'a;b', ' 1 ', "'quoted'", 'Ünïcödé 😀'])('has %s unchanged', (payerNote) => {
    expect(cells(csvRows(WALLET, [transfer({ payerNote })]).text)[0]?.[7]).toBe(payerNote);
  });

  it('says to the payer alone which member or key has paid, without formulas', () => {
    const paidBy = { userId: 'u7', key: { id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: '=1+1' } };
    const members = [{ userId: 'u7', login: '@bob', addedAt: '2026-11-23T10:15:30.123Z' }];
    const cellsOf = (wallet: string) => cells(csvRows(wallet, [transfer({ paidBy })], members).text)[0]?.slice(12);
    expect(cellsOf(WALLET)).toEqual(['u7', "'@bob", paidBy.key.id, "'=1+1"]);
    expect(cellsOf('42')).toEqual(['', '', '', '']);
    expect(cells(csvRows(WALLET, [transfer()], members).text)[0]?.slice(12)).toEqual(['', '', '', '']);
  });

  it('of a split has the sum, and each payee with its amount; a payee has its own alone', () => {
    const credits = [
      { toId: '42', amount: 30n },
      { toId: '43', amount: 20n },
    ];
    const [ofPayer] = cells(csvRows(WALLET, [transfer({ credits })]).text);
    expect(ofPayer?.slice(3, 6)).toEqual(['-50', '41', '42:30 43:20']);
    const [ofPayee] = cells(csvRows('43', [transfer({ credits })]).text);
    expect(ofPayee?.slice(3, 6)).toEqual(['+20', '41', '43']);
  });

  it('has the metadata as a JSON object for the payer alone, without a semicolon that separates cells', () => {
    const metadata = { b: '=1+1', a: 'x;=1+1;"', constructor: 'c' };
    const cell = cells(csvRows(WALLET, [transfer({ metadata })]).text)[0]?.[9] ?? '';
    expect(cell).toMatch(/^\{"a":/);
    expect(cell).not.toContain(';');
    expect(JSON.parse(cell)).toEqual(metadata);
    expect(cells(csvRows('42', [transfer({ metadata })]).text)[0]?.[9]).toBe('');
    expect(cells(csvRows(WALLET, [transfer()]).text)[0]?.[9]).toBe('');
  });

  it('of a refund has the transfer that it refunds', () => {
    const refundOf = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';
    for (const wallet of [WALLET, '42'])
      expect(cells(csvRows(wallet, [transfer({ refundOf })]).text)[0]?.[10]).toBe(refundOf);
  });

  it('has a cell in every column', () => {
    const [columns, row] = cells(csvHeader() + csvRows(WALLET, [transfer()]).text);
    expect(row).toHaveLength(columns?.length ?? 0);
  });
});

describe('A part of an export', () => {
  const largest = transfer({
    fromId: '1'.repeat(512),
    credits: [{ toId: '2'.repeat(512), amount: 50n }],
    reference: '"'.repeat(64),
    payerNote: '"'.repeat(256),
  });

  it('fits into the response of a function, however large the rows are', () => {
    for (const one of [largest, { ...largest, payerNote: '😀'.repeat(256), reference: '😀'.repeat(64) }]) {
      const { text, count } = csvRows(one.fromId, Array<Transfer>(5_000).fill(one));
      const response = JSON.stringify({ body: csvHeader() + text });
      expect(Buffer.byteLength(response)).toBeLessThan(6_000_000);
      expect(Buffer.byteLength(response)).toBeGreaterThan(4_500_000);
      expect(cells(text)).toHaveLength(count);
    }
  });

  it('has all rows that fit, and at least one', () => {
    expect(csvRows(WALLET, Array<Transfer>(5_000).fill(transfer())).count).toBe(5_000);
    expect(csvRows(WALLET, [largest, largest], [], 10).count).toBe(1);
    expect(csvRows(WALLET, [])).toEqual({ text: '', count: 0 });
  });
});
