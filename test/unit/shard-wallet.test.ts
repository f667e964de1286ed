import {
  balanceOf,
  explainReserve,
  HOLD_LIMITS,
  holdOf,
  MAX_HOLDS,
  MAX_TOMBSTONES,
  prunable,
  type Reserve,
  type ShardWallet,
} from '../../lib/domain/shard-wallet.ts';

const NOW = 1_000_000;
const DEBIT: Reserve = { transactionId: 'tx', walletId: '7', amount: -50n, deadline: NOW + 1_000 };
const CREDIT: Reserve = { ...DEBIT, amount: 50n };
const WALLET: ShardWallet = { walletId: '7', spendable: 100n, creditLimit: 0n, holds: {}, tombstones: {}, fence: 0 };

const many = <T>(count: number, value: T) =>
  Object.fromEntries(Array.from({ length: count }, (_, n): [string, T] => [`other-${n}`, value]));
const OTHER_HOLD = holdOf({ ...DEBIT, transactionId: 'other' });

describe('why a reserve is refused', () => {
  it('has no reason on a wallet that can take it', () => {
    expect(explainReserve(WALLET, DEBIT, NOW)).toBeUndefined();
    expect(explainReserve(WALLET, CREDIT, NOW)).toBeUndefined();
  });

  // From the first reason to the last. Each wallet has its own fault and all the later ones, except those that exclude it.
  const poor = { ...WALLET, spendable: 0n };
  const full = { ...poor, holds: many(MAX_HOLDS, OTHER_HOLD), tombstones: many(MAX_TOMBSTONES, NOW) };
  const fenced = { ...full, fence: DEBIT.deadline };
  const settled = { ...fenced, tombstones: { ...fenced.tombstones, tx: DEBIT.deadline } };
  const mismatched = { ...settled, holds: { ...settled.holds, tx: holdOf({ ...DEBIT, amount: -51n }) } };
  const held = { ...settled, holds: { ...settled.holds, tx: holdOf(DEBIT) } };

  it.each<[string, ShardWallet | undefined, ReturnType<typeof explainReserve>]>([
    ['there is no wallet', undefined, 'no_such_wallet'],
    ['the same reserve was there before', held, 'held'],
    ['the transaction holds something else', mismatched, 'transaction_mismatch'],
    ['the transaction is settled', settled, 'transaction_settled'],
    ['the fence keeps it out', fenced, 'deadline_passed'],
    ['the wallet is full', full, 'too_many_open_transactions'],
    ['the wallet cannot afford it', poor, 'insufficient_funds'],
  ])('is that %s, before everything that comes later', (_what, wallet, reason) => {
    expect(explainReserve(wallet, DEBIT, NOW)).toBe(reason);
  });

  it('is the clock just like the fence, once it is past the deadline', () => {
    expect(explainReserve(full, DEBIT, DEBIT.deadline + 1)).toBe('deadline_passed');
    expect(explainReserve(WALLET, DEBIT, DEBIT.deadline)).toBeUndefined();
  });

  it('is the fence at the deadline itself', () => {
    expect(explainReserve({ ...WALLET, fence: DEBIT.deadline }, DEBIT, NOW)).toBe('deadline_passed');
    expect(explainReserve({ ...WALLET, fence: DEBIT.deadline - 1 }, DEBIT, NOW)).toBeUndefined();
  });

  it.each<[string, Reserve]>([
    ['amount', { ...DEBIT, amount: -49n }],
    ['sign', CREDIT],
    ['deadline', { ...DEBIT, deadline: DEBIT.deadline + 1 }],
  ])('is a mismatch if the hold has another %s', (_what, reserve) => {
    expect(explainReserve({ ...WALLET, holds: { tx: holdOf(DEBIT) } }, reserve, NOW)).toBe('transaction_mismatch');
  });

  it('is held also after the deadline, as only the decision ends a hold', () => {
    expect(explainReserve(held, DEBIT, DEBIT.deadline + 1_000_000)).toBe('held');
  });

  it('lets a debit take exactly what is spendable, and not one more', () => {
    expect(explainReserve({ ...WALLET, spendable: 50n }, DEBIT, NOW)).toBeUndefined();
    expect(explainReserve({ ...WALLET, spendable: 49n }, DEBIT, NOW)).toBe('insufficient_funds');
  });

  it('is not what every object has, for a transaction that is called so', () => {
    for (const transactionId of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(explainReserve(WALLET, { ...DEBIT, transactionId }, NOW)).toBeUndefined();
    }
  });

  it('never lacks funds for a credit', () => {
    expect(explainReserve(poor, CREDIT, NOW)).toBeUndefined();
  });
});

describe('a full wallet', () => {
  const FULL = 'too_many_open_transactions';

  it.each([
    ['a debit', DEBIT, MAX_HOLDS],
    ['a credit whose debit is held', { ...CREDIT, debitHeld: true }, MAX_HOLDS],
    ['a credit whose debit is not held', { ...CREDIT, debitHeld: false }, HOLD_LIMITS.beforeDebit],
    ['a credit that says nothing of its debit', CREDIT, HOLD_LIMITS.beforeDebit],
  ])('is full of holds for %s', (_about, reserve, places) => {
    expect(explainReserve({ ...WALLET, holds: many(places, OTHER_HOLD) }, reserve, NOW)).toBe(FULL);
    expect(explainReserve({ ...WALLET, holds: many(places - 1, OTHER_HOLD) }, reserve, NOW)).toBeUndefined();
  });

  it('is full of markers', () => {
    expect(explainReserve({ ...WALLET, tombstones: many(MAX_TOMBSTONES, NOW) }, DEBIT, NOW)).toBe(FULL);
    expect(explainReserve({ ...WALLET, tombstones: many(MAX_TOMBSTONES - 1, NOW) }, DEBIT, NOW)).toBeUndefined();
  });

  it('has at most 500 entries together, as the design promises', () => {
    expect(MAX_HOLDS + MAX_TOMBSTONES).toBeLessThanOrEqual(500);
  });
});

describe('the balance of a wallet', () => {
  it('is what is available and what debits hold', () => {
    const wallet = { ...WALLET, spendable: 40n, holds: { a: holdOf(DEBIT), b: holdOf({ ...DEBIT, amount: -10n }) } };
    expect(balanceOf(wallet)).toEqual({ balance: 100n, available: 40n, reserved: 60n });
  });

  it('has no credit that is only held', () => {
    expect(balanceOf({ ...WALLET, holds: { a: holdOf(CREDIT) } })).toEqual({
      balance: 100n,
      available: 100n,
      reserved: 0n,
    });
  });

  it('does not count the credit limit, and may be below zero by it', () => {
    expect(balanceOf({ ...WALLET, spendable: 1_000n, creditLimit: 1_000n }).balance).toBe(0n);
    expect(balanceOf({ ...WALLET, spendable: 1n, creditLimit: 1_000n }).available).toBe(-999n);
  });
});

describe('which markers may be dropped', () => {
  const tombstones = { c: NOW - 1, a: NOW - 3, open: NOW, b: NOW - 2, later: NOW + 1 };

  it('is those whose deadline has passed, oldest first, and the fence takes the largest of them', () => {
    expect(prunable({ ...WALLET, tombstones }, NOW, 100)).toEqual({ transactionIds: ['a', 'b', 'c'], fence: NOW - 1 });
  });

  it('is at most as many as asked for, and the fence covers just these', () => {
    expect(prunable({ ...WALLET, tombstones }, NOW, 2)).toEqual({ transactionIds: ['a', 'b'], fence: NOW - 2 });
  });

  it('is also those behind the fence', () => {
    const wallet = { ...WALLET, tombstones: { a: NOW + 1, b: NOW + 2, c: NOW + 3 }, fence: NOW + 2 };
    expect(prunable(wallet, NOW, 100)).toEqual({ transactionIds: ['a', 'b'], fence: NOW + 2 });
  });

  it('is all but the newest in a crowded wallet, whatever the time, and the fence takes their place', () => {
    const wallet = { ...WALLET, tombstones: { c: NOW + 3, a: NOW + 1, d: NOW + 4, b: NOW + 2 } };
    expect(prunable(wallet, NOW, 100, { from: 5, keep: 2 }).transactionIds).toEqual([]);
    expect(prunable(wallet, NOW, 100, { from: 4, keep: 2 })).toEqual({ transactionIds: ['a', 'b'], fence: NOW + 2 });
  });

  it('never lowers the fence', () => {
    expect(prunable({ ...WALLET, tombstones, fence: NOW }, NOW, 100).fence).toBe(NOW);
    expect(prunable({ ...WALLET, fence: 5 }, NOW, 100)).toEqual({ transactionIds: [], fence: 5 });
  });
});
