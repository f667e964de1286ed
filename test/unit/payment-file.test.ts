import { amountsOf, digitsOf, worthOf } from '../../lib/payment-file/amounts.ts';
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
      rows: [
        { row: 2, from: '41', to: '42', column: 'amount', written: '7', reference: 'a "b", c', note: 'two lines' },
        { row: 4, from: '40', to: '42', column: 'amount', written: '5' },
      ],
      problems: [],
    });
  });

  it('takes the payer of the command where a row has none', () => {
    const { rows } = readPayments('to_id,amount,from_id\n42,1,\n42,2,40\n', '41');
    expect(rows.map(({ from }) => from)).toEqual(['41', '40']);
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
    expect(read.rows).toEqual([]);
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
      [[1, undefined, expect.stringMatching('between: from_id,to_id,amount,amount_minor,currency,reference,note,key')]],
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
    [
      'amounts in two columns',
      'from_id,to_id,amount,amount_minor\n1,2,3,300\n',
      [[1, 'amount_minor', 'must not be there beside amount']],
    ],
    [
      'decimals where they cannot be',
      'from_id,to_id,amount,currency\n1,2,12.34,\n1,2,"1,000.00",EUR\n1,2,1.00,eur\n',
      [
        [2, 'amount', 'must be a whole number where the row has no currency'],
        [3, 'amount', 'must be an amount such as 12.34'],
        [4, 'currency', 'must be 3 to 12 capital letters and digits, and begin with a letter'],
      ],
    ],
    ['a quote that is not closed', 'from_id,to_id,amount\n1,2,3\n1,2,"3\n', [[3, undefined, expect.any(String)]]],
    ['a cell without end', `from_id,to_id,amount\n1,2,${'3'.repeat(30_000)}\n`, [[2, undefined, expect.any(String)]]],
  ])('with %s is refused', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('The amounts of a file', () => {
  const wallets = new Map([
    ['41', 'EUR'],
    ['40', 'XXX'],
    ['39', 'OLD'],
  ]);
  const digits = new Map([
    ['EUR', 2],
    ['XXX', 0],
  ]);
  const worth = { wallets, digits };
  const read = (text: string, more: { begunInMinorUnits?: boolean } = {}) => {
    const file = readPayments(text);
    expect(file.problems).toEqual([]);
    const { payments, problems } = amountsOf(file.rows, { ...worth, ...more });
    return problems.length > 0 ? problems.map(({ row, column, message }) => [row, column, message]) : payments;
  };

  it('are as people write them beside their currency, and minor units in a column that says so', () => {
    const euro = { from: '41', to: '42', currency: 'EUR', digits: 2 };
    expect(read('from_id,to_id,amount,currency\n41,42,12.34,EUR\n41,42,12,EUR\n41,42,0.5,EUR\n')).toEqual([
      { row: 2, ...euro, amount: '1234' },
      { row: 3, ...euro, amount: '1200' },
      { row: 4, ...euro, amount: '50' },
    ]);
    const minor = [{ row: 2, ...euro, amount: '1234' }];
    expect(read('from_id,to_id,amount_minor\n41,42,1234\n')).toEqual(minor);
    expect(read('from_id,to_id,amount_minor,currency\n41,42,1234,EUR\n')).toEqual(minor);
  });

  it('agree in both columns where the wallet has no currency', () => {
    const plain = [{ row: 2, from: '40', to: '42', currency: 'XXX', digits: 0, amount: '7' }];
    for (const column of ['amount', 'amount_minor'])
      expect(read(`from_id,to_id,${column}\n40,42,007\n`)).toEqual(plain);
    expect(read('from_id,to_id,amount,currency\n40,42,7,XXX\n')).toEqual(plain);
  });

  it('of an older file are not paid a hundredfold: each row is refused, and says how to write it', () => {
    expect(read('from_id,to_id,amount\n41,42,1234\n40,42,5\n41,42,1\n')).toEqual(
      [2, 4].map((row) => [
        row,
        'currency',
        'is required beside amount: wallet 41 has EUR. A column amount_minor is in whole minor units',
      ]),
    );
  });

  it('mean what they meant as the run began: minor units in a run of an older version', () => {
    const text = 'from_id,to_id,amount\n41,42,1234\n40,42,5\n38,42,6\n';
    const amounts = read(text, { begunInMinorUnits: true }).map((one) => ('amount' in one ? one.amount : one));
    expect(amounts).toEqual(['1234', '5', '6']);
  });

  it.each([
    ['another currency', 'amount_minor,currency\n41,42,5,USD', 'currency', 'must be EUR, which wallet 41 has'],
    ['a currency where there is none', 'amount,currency\n40,42,5,EUR', 'currency', 'must be XXX, which wallet 40 has'],
    ['more decimals', 'amount,currency\n41,42,1.234,EUR', 'amount', 'must have at most 2 decimals in EUR'],
    ['nothing', 'amount,currency\n41,42,0.00,EUR', 'amount', 'must be more than 0'],
    [
      'too much',
      `amount,currency\n41,42,${'9'.repeat(17)},EUR`,
      'amount',
      'must have at most 18 digits of minor units',
    ],
    ['the wallet of another', 'amount_minor\n38,42,5', 'from_id', 'must be one of your wallets'],
    [
      'unknown decimals',
      'amount,currency\n39,42,5,OLD',
      'amount',
      expect.stringContaining('how many decimals OLD has'),
    ],
  ])('with %s are refused by row and rule', (_, text, column, message) => {
    expect(read(`from_id,to_id,${text}\n`)).toEqual([[2, column, message]]);
  });

  it('are summed for each payer in its currency', () => {
    const file = readPayments('from_id,to_id,amount_minor\n41,42,150\n40,42,2\n41,42,1\n');
    const { payments } = amountsOf(file.rows, worth);
    expect(sumsOf(payments)).toEqual([
      { from: '41', count: 2, sum: 151n, currency: 'EUR', digits: 2 },
      { from: '40', count: 1, sum: 2n, currency: 'XXX', digits: 0 },
    ]);
    expect(digitsOf(payments)).toEqual({ EUR: 2, XXX: 0 });
  });

  it('keep the decimals that their run began with, whatever the stage says now', async () => {
    const api = {
      currencies: async () => ({ currencies: [{ currency: 'POINTS', digits: 3 }] }),
      async *wallets() {
        yield { wallet_id: '41', currency: 'POINTS' };
      },
    };
    const { rows } = readPayments('from_id,to_id,amount,currency\n41,42,1.5,POINTS\n');
    const amountIn = async (begun?: { digits?: Record<string, number> }) =>
      amountsOf(rows, await worthOf(api, begun)).payments.map(({ amount }) => amount);
    expect(await amountIn()).toEqual(['1500']);
    expect(await amountIn({ digits: { POINTS: 1 } })).toEqual(['15']);
  });
});

describe('The key of a row', () => {
  const payment = { row: 2, from: '41', to: '42', amount: '7', currency: 'XXX', digits: 0 };
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
    const payment = { row: 2, from: '41', to: '42', amount: '7', currency: 'EUR', digits: 2, idempotencyKey: '=cmd' };
    const rows = [
      { ...payment, reference: '=1+1', note: '"a", b' },
      { ...payment, row: 3, idempotencyKey: 'k' },
      { ...payment, row: 4, digits: undefined, idempotencyKey: 'm' },
    ];
    const csv = resultCsv(rows, (row) => {
      if (row === 2) return { TxID: 'T', status: 'SUCCESSFUL', note: 'done' };
      return row === 3 ? { error: { code: 'wallet_not_found', message: 'No.' } } : undefined;
    });
    expect(csv.split('\r\n')).toEqual([
      'row,from_id,to_id,amount,currency,amount_minor,reference,note,key,TxID,status,status_note',
      `2,41,42,0.07,EUR,7,'=1+1,"""a"", b",'=cmd,T,SUCCESSFUL,done`,
      '3,41,42,0.07,EUR,7,,,k,,REFUSED,wallet_not_found: No.',
      '4,41,42,,EUR,7,,,m,,NOT_SENT,',
      '',
    ]);
  });
});
