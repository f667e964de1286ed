import fc from 'fast-check';
import { type AuditedTransfer, type AuditedWallet, audit, OVERDUE_MS } from '../../lib/domain/audit.ts';

const START = Date.UTC(2030, 0, 1);
const LONG_AGO = START - 3_600_000;
const NOW = START + 1_000;

const wallet = (walletId: string, balance: bigint, more: Partial<AuditedWallet> = {}): AuditedWallet => ({
  walletId,
  balance,
  creditLimit: walletId === '0' ? 1_000n : 0n,
  holds: [],
  ...more,
});

const transfer = (txId: string, fromId: string, toId: string, amount: bigint, more: Partial<AuditedTransfer> = {}) =>
  ({
    txId,
    fromId,
    amount,
    credits: [{ toId, amount }],
    status: 'SUCCESSFUL',
    decision: 'COMMIT',
    initiatedAt: LONG_AGO,
    finishedAt: LONG_AGO + 300,
    ...more,
  }) satisfies AuditedTransfer;

const OPEN = { status: 'PROCESSING', decision: undefined, initiatedAt: START - 500, finishedAt: undefined } as const;

const auditOf = (wallets: AuditedWallet[], transfers: AuditedTransfer[]) =>
  audit({ wallets, transfers }, { startedAt: START, now: NOW });
const kinds = (wallets: AuditedWallet[], transfers: AuditedTransfer[]) =>
  auditOf(wallets, transfers).findings.map(({ kind, walletId, txId }) => [kind, walletId ?? txId]);

describe('The audit', () => {
  it('finds that books balance if every balance equals the replay of the journal', () => {
    const report = auditOf(
      [wallet('0', -100n), wallet('1', 70n), wallet('2', 30n)],
      [
        transfer('a', '0', '1', 100n),
        transfer('b', '1', '2', 30n),
        transfer('c', '2', '1', 900n, { status: 'INVALID', decision: 'ABORT' }),
      ],
    );
    expect(report).toMatchObject({ balanced: true, wallets: 3, transfers: 3, open: 0, oldestOpenMs: 0, inMotion: [] });
    expect([report.sumAtRest, report.sumOfJournal]).toEqual([0n, 0n]);
  });

  it('reports a payment whose refunds exceed what was received, and no other', () => {
    const books = [wallet('0', -10n), wallet('1', 10n)];
    const payment = transfer('a', '0', '1', 50n);
    const refund = (txId: string, amount: bigint, more: Partial<AuditedTransfer> = {}) =>
      transfer(txId, '1', '0', amount, { refundOf: 'a', ...more });
    expect(kinds(books, [payment, refund('b', 20n), refund('c', 20n)])).toEqual([]);
    expect(kinds(books, [payment, refund('b', 40n), refund('c', 20n, { status: 'INVALID' })])).toEqual([]);
    const drained = [wallet('0', 1n), wallet('1', -1n, { creditLimit: 1n })];
    expect(kinds(drained, [payment, refund('b', 31n), refund('c', 20n)])).toEqual([['refunds_exceed', '1']]);
    expect(kinds(books, [transfer('b', '0', '1', 10n, { refundOf: 'a' })])).toEqual([['refunds_exceed', '0']]);
  });

  it('reports a wallet whose balance differs by one unit', () => {
    const wallets = [wallet('0', -100n), wallet('1', 101n)];
    expect(kinds(wallets, [transfer('a', '0', '1', 100n)])).toEqual([['balance_differs', '1']]);
    expect(auditOf(wallets, [transfer('a', '0', '1', 100n)]).balanced).toBe(false);
  });

  it('sums the balances of each currency alone, which are zero', () => {
    const report = auditOf(
      [
        wallet('0', -100n),
        wallet('1', 100n),
        wallet('000143027', -30n, { creditLimit: 1_000n, currency: 'EUR' }),
        wallet('2', 30n, { currency: 'EUR' }),
      ],
      [transfer('a', '0', '1', 100n), transfer('b', '000143027', '2', 30n, { currency: 'EUR' })],
    );
    expect(report).toMatchObject({ balanced: true, findings: [] });
    expect(report.sums).toEqual([
      { currency: 'EUR', wallets: 2, atRest: 0n, ofJournal: 0n },
      { currency: 'XXX', wallets: 2, atRest: 0n, ofJournal: 0n },
    ]);
  });

  it('reports a transfer whose wallets have different currencies, though the sum of all is zero', () => {
    const wallets = [wallet('0', -100n), wallet('1', 100n, { currency: 'EUR' })];
    const report = auditOf(wallets, [transfer('a', '0', '1', 100n)]);
    expect(report.balanced).toBe(false);
    expect(report.sumAtRest).toBe(0n);
    expect(report.findings).toMatchObject([{ kind: 'currency_differs', walletId: '1', txId: 'a' }]);
  });

  it('reports a wallet below its credit limit', () => {
    expect(kinds([wallet('0', -1_001n), wallet('1', 1_001n)], [transfer('a', '0', '1', 1_001n)])).toEqual([
      ['below_credit_limit', '0'],
    ]);
  });

  it('reports a hold whose transfer is final or unknown', () => {
    const holds = [
      { transactionId: 'a', reserved: 5n },
      { transactionId: 'nobody', reserved: 0n },
    ];
    const found = kinds([wallet('0', -100n), wallet('1', 100n, { holds })], [transfer('a', '0', '1', 100n)]);
    expect(found).toEqual([
      ['hold_without_open_transfer', '1'],
      ['hold_without_open_transfer', '1'],
    ]);
  });

  it('reports a wallet of the journal that no shard has', () => {
    expect(kinds([wallet('0', -100n)], [transfer('a', '0', '1', 100n)])).toEqual([['commit_without_wallet', '1']]);
  });

  it('checks the balances of wallets in motion against bounds', () => {
    const open = transfer('b', '1', '2', 30n, OPEN);
    const books = (one: bigint, two: bigint) =>
      auditOf([wallet('0', -100n), wallet('1', one), wallet('2', two)], [transfer('a', '0', '1', 100n), open]);
    for (const [one, two] of [
      [100n, 0n],
      [70n, 0n],
      [100n, 30n],
      [70n, 30n],
    ] as const) {
      expect(books(one, two)).toMatchObject({ balanced: true, open: 1, inMotion: ['1', '2'], oldestOpenMs: 1_500 });
    }
    expect(books(69n, 0n).balanced).toBe(false);
    expect(books(100n, 31n).balanced).toBe(false);
  });

  it('treats a transfer that ended during the audit as in motion', () => {
    const ended = transfer('b', '1', '2', 30n, { finishedAt: START + 10 });
    const report = auditOf(
      [wallet('0', -100n), wallet('1', 100n), wallet('2', 30n)],
      [transfer('a', '0', '1', 100n), ended],
    );
    expect(report).toMatchObject({ balanced: true, open: 0, inMotion: ['1', '2'] });
  });

  it('expects no movement by a transfer with the decision ABORT', () => {
    const aborted = transfer('b', '1', '2', 30n, { ...OPEN, decision: 'ABORT' });
    const found = kinds(
      [wallet('0', -100n), wallet('1', 70n), wallet('2', 0n)],
      [transfer('a', '0', '1', 100n), aborted],
    );
    expect(found).toEqual([['balance_differs', '1']]);
  });

  it('counts the wallets of a transfer that has just ended with the decision ABORT as at rest', () => {
    const aborted = transfer('b', '1', '2', 30n, { status: 'INVALID', decision: 'ABORT', finishedAt: NOW });
    const report = auditOf(
      [wallet('0', -100n), wallet('1', 100n), wallet('2', 0n)],
      [transfer('a', '0', '1', 100n), aborted],
    );
    expect(report).toMatchObject({ balanced: true, inMotion: [], sumAtRest: 0n });
  });

  it('reports an overdue transfer although the books balance', () => {
    const late = transfer('b', '1', '2', 30n, { ...OPEN, decision: 'COMMIT', initiatedAt: NOW - OVERDUE_MS });
    const report = auditOf([wallet('1', 0n), wallet('2', 0n)], [late]);
    expect(report.findings.map(({ kind, txId }) => [kind, txId])).toEqual([['transfer_overdue', 'b']]);
    expect(report.balanced).toBe(true);
  });

  it('finds any amount that is added anywhere to books that balance', () => {
    const transfers = fc.array(
      fc.record({ from: fc.nat(4), step: fc.integer({ min: 1, max: 4 }), amount: fc.bigInt(1n, 99n) }),
    );
    fc.assert(
      fc.property(transfers, fc.nat(4), fc.bigInt({ min: -50n, max: 50n }), (moves, victim, error) => {
        const balances = [0n, 0n, 0n, 0n, 0n];
        const journal = moves.map(({ from, step, amount }, n) => {
          const to = (from + step) % 5;
          balances[from] = (balances[from] ?? 0n) - amount;
          balances[to] = (balances[to] ?? 0n) + amount;
          return transfer(`tx${n}`, String(from), String(to), amount);
        });
        balances[victim] = (balances[victim] ?? 0n) + error;
        const wallets = balances.map((balance, id) => wallet(String(id), balance, { creditLimit: 10n ** 9n }));
        expect(auditOf(wallets, journal).balanced).toBe(error === 0n);
      }),
    );
  });
});

describe('A hold of a final transfer', () => {
  const DEADLINE = LONG_AGO + 15_000;
  const holding = (balance: bigint) => wallet('1', balance, { holds: [{ transactionId: 'x', reserved: 5n }] });
  const leftIn = (balance: bigint, more: Partial<AuditedTransfer>) =>
    auditOf(
      [wallet('0', -100n), holding(balance), wallet('2', 0n)],
      [transfer('a', '0', '1', 100n), transfer('x', '1', '2', 5n, { deadline: DEADLINE, ...more })],
    ).leftHolds;
  const found = { walletId: '1', txId: 'x', deadline: DEADLINE };

  it('is settled again by an ABORT, which gives the amount back and keeps the balance', () => {
    const aborted = { status: 'FAILED', decision: 'ABORT' } as const;
    expect(leftIn(100n, aborted)).toEqual([{ ...found, decision: 'ABORT' }]);
  });

  it('is settled again by a COMMIT if the balance shows that the money has not moved', () => {
    expect(leftIn(100n, {})).toEqual([{ ...found, decision: 'COMMIT' }]);
    expect(leftIn(95n, {})).toEqual([]);
  });

  it('is left to the operator if the transfer has no deadline, is of other wallets, or is unknown', () => {
    expect(leftIn(100n, { deadline: undefined })).toEqual([]);
    expect(leftIn(100n, { fromId: '0' })).toEqual([]);
    expect(leftIn(100n, { txId: 'y' })).toEqual([]);
  });

  it('is no finding while its transfer is in flight', () => {
    expect(leftIn(100n, OPEN)).toEqual([]);
  });
});
