import { keyed } from '../../lib/payment-file/keyed.ts';
import { sumsOf } from '../../lib/payment-file/payment.ts';
import { KEY_LIFE_MS, planOf, type RowProgress } from '../../lib/payment-file/progress.ts';
import { readPayments } from '../../lib/payment-file/read.ts';
import { resultCsv } from '../../lib/payment-file/result.ts';

const problemsOf = (text: string, payer?: string) =>
  readPayments(text, payer).problems.map(({ row, column, message }) => [row, column, message]);

describe('A file of payments', () => {
  it('is read with quotes, a byte order mark, blank rows and either end of line', () => {
    const text =
      '\ufefffrom_id,to_id,amount,reference,note\r\n41,42,007,"a ""b"", c","two\tlines"\r\n\r\n40,42,5,,\r\n';
    expect(readPayments(text.replace('\t', ' '))).toEqual({
      payments: [
        { row: 2, from: '41', to: '42', amount: '7', reference: 'a "b", c', note: 'two lines' },
        { row: 4, from: '40', to: '42', amount: '5' },
      ],
      problems: [],
    });
  });

  it('takes the payer of the command where a row has none', () => {
    const { payments } = readPayments('to_id,amount,from_id\n42,1,\n42,2,40\n', '41');
    expect(payments.map(({ from }) => from)).toEqual(['41', '40']);
    expect(sumsOf(payments)).toEqual([
      { from: '41', count: 1, sum: 1n },
      { from: '40', count: 1, sum: 2n },
    ]);
  });

  it('names every row and column that breaks a rule, and has no payment then', () => {
    const text = [
      'from_id,to_id,amount,reference,key',
      '41,42,1,,a',
      '4x,42,1,,',
      '41,41,1.50,,',
      '41,42,,  INV,a b',
      '41,42,1',
      '41,42,1,,a',
      ',42,1,,',
    ].join('\n');
    const read = readPayments(text);
    expect(read.payments).toEqual([]);
    expect(read.problems.map(({ row, column }) => [row, column])).toEqual([
      [3, 'from_id'],
      [4, 'amount'],
      [4, 'to_id'],
      [5, 'amount'],
      [5, 'reference'],
      [5, 'key'],
      [6, undefined],
      [7, 'key'],
      [8, 'from_id'],
    ]);
    expect(problemsOf('from_id,to_id,amount,key\n1,2,3,a\n1,2,3,a\n')).toEqual([
      [3, 'key', 'must not be the same as in row 2'],
    ]);
  });

  it.each<[string, string, (string | number | undefined)[][]]>([
    [
      'nothing',
      '',
      [[1, undefined, 'must have the names of columns, with commas between: from_id,to_id,amount,reference,note,key']],
    ],
    ['semicolons', 'from_id;to_id;amount\n1;2;3\n', [[1, undefined, expect.stringContaining('with commas')]]],
    ['no payment', 'from_id,to_id,amount\n\n', [[2, undefined, 'must be a payment: the file has none']]],
    [
      'an unknown, a missing and a repeated column',
      'to_id,amount,amount,memo\n1,2,3,4\n',
      [
        [1, 'from_id', 'is a required column'],
        [1, 'memo', 'is not a known column'],
        [1, 'amount', 'must not be there twice'],
      ],
    ],
    ['a quote that is not closed', 'from_id,to_id,amount\n1,2,3\n1,2,"3\n', [[3, undefined, expect.any(String)]]],
    ['a cell without end', `from_id,to_id,amount\n1,2,${'3'.repeat(30_000)}\n`, [[2, undefined, expect.any(String)]]],
  ])('with %s is refused', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('The key of a row', () => {
  const payment = { row: 2, from: '41', to: '42', amount: '7' };
  const keyOf = async (run: string, one: typeof payment & { key?: string; note?: string }) =>
    (await keyed(run, [one]))[0]?.idempotencyKey;

  it('depends on the run, the number of the row and its content alone', async () => {
    // Stored for 24 hours: another version of the code must make the same of the same row.
    const key = 'file-4475295cf395e02e5d4b4dc80e9c2f66584505dc';
    expect(await keyOf('november', payment)).toMatch(/^file-[0-9a-f]{40}$/);
    expect(await keyOf('november', payment)).toBe(key);
    const others = [
      keyOf('december', payment),
      ...[{ row: 3 }, { from: '40' }, { to: '43' }, { amount: '8' }, { note: 'x' }].map((more) =>
        keyOf('november', { ...payment, ...more }),
      ),
    ];
    expect(new Set([key, ...(await Promise.all(others))]).size).toBe(7);
  });

  it('is the one that the file gives', async () => {
    expect(await keyOf('november', { ...payment, key: 'own' })).toBe('own');
  });
});

describe('The plan of a run', () => {
  it('sends what was not sent, refused or sent lately, and looks up what may be forgotten', () => {
    const now = 10 * KEY_LIFE_MS;
    const progress = new Map<number, RowProgress>([
      [2, { sentAt: 0, TxID: 'T' }],
      [3, { sentAt: now - KEY_LIFE_MS + 1 }],
      [4, { sentAt: now - KEY_LIFE_MS }],
      [5, { sentAt: 0, refused: { code: 'wallet_not_found', message: 'M.' } }],
    ]);
    const { paid, toSend, lost } = planOf(
      [2, 3, 4, 5, 6].map((row) => ({ row })),
      progress,
      now,
    );
    expect(paid).toEqual([{ row: 2, TxID: 'T' }]);
    expect(toSend.map(({ row }) => row)).toEqual([3, 5, 6]);
    expect(lost.map(({ row }) => row)).toEqual([4]);
  });
});

describe('The result of a file', () => {
  it('has a line for each row, without formulas', () => {
    const payment = { row: 2, from: '41', to: '42', amount: '7', idempotencyKey: '=cmd' };
    const rows = [
      { ...payment, reference: '=1+1', note: '"a", b' },
      { ...payment, row: 3, idempotencyKey: 'k' },
      { ...payment, row: 4, idempotencyKey: 'm' },
    ];
    const csv = resultCsv(rows, (row) => {
      if (row === 2) return { TxID: 'T', status: 'SUCCESSFUL', note: 'done' };
      return row === 3 ? { error: { code: 'wallet_not_found', message: 'No.' } } : undefined;
    });
    expect(csv.split('\r\n')).toEqual([
      'row,from_id,to_id,amount,reference,note,key,TxID,status,status_note',
      `2,41,42,7,'=1+1,"""a"", b",'=cmd,T,SUCCESSFUL,done`,
      '3,41,42,7,,,k,,REFUSED,wallet_not_found: No.',
      '4,41,42,7,,,m,,NOT_SENT,',
      '',
    ]);
  });
});
