import {
  balanceOf,
  explainReserve,
  HOLD_LIMITS,
  holdOf,
  MAX_AUTHORISED,
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

describe('The explanation of a failed reserve', () => {
  it('is undefined for a wallet that would hold it now', () => {
    expect(explainReserve(WALLET, DEBIT, NOW)).toBeUndefined();
    expect(explainReserve(WALLET, CREDIT, NOW)).toBeUndefined();
  });

  // From the first reason to the last. Each wallet has its own fault and all the later ones, except
  // those that exclude it.
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
  ])('is that %s, before every later reason', (_what, wallet, reason) => {
    expect(explainReserve(wallet, DEBIT, NOW)).toBe(reason);
  });

  it('is the same after the deadline by the clock as by the fence', () => {
    expect(explainReserve(full, DEBIT, DEBIT.deadline + 1)).toBe('deadline_passed');
    expect(explainReserve(WALLET, DEBIT, DEBIT.deadline)).toBeUndefined();
  });

  it('is deadline_passed if the fence equals the deadline', () => {
    expect(explainReserve({ ...WALLET, fence: DEBIT.deadline }, DEBIT, NOW)).toBe('deadline_passed');
    expect(explainReserve({ ...WALLET, fence: DEBIT.deadline - 1 }, DEBIT, NOW)).toBeUndefined();
  });

  it.each<[string, Reserve]>([
    ['amount', { ...DEBIT, amount: -49n }],
    ['sign', CREDIT],
    ['deadline', { ...DEBIT, deadline: DEBIT.deadline + 1 }],
  ])('is transaction_mismatch if the hold has another %s', (_what, reserve) => {
    expect(explainReserve({ ...WALLET, holds: { tx: holdOf(DEBIT) } }, reserve, NOW)).toBe('transaction_mismatch');
  });

  it('is held also after the deadline, because only the decision ends a hold', () => {
    expect(explainReserve(held, DEBIT, DEBIT.deadline + 1_000_000)).toBe('held');
  });

  it('counts authorised debits apart from transfers in flight, each with places of its own', () => {
    const authorisation: Reserve = { ...DEBIT, authorisation: true };
    const inFlight = { ...WALLET, holds: many(MAX_HOLDS, OTHER_HOLD) };
    const waiting = { ...WALLET, authorised: many(MAX_AUTHORISED, OTHER_HOLD) };
    expect(explainReserve(inFlight, authorisation, NOW)).toBeUndefined();
    expect(explainReserve(waiting, authorisation, NOW)).toBe('too_many_open_transactions');
    expect(explainReserve(waiting, DEBIT, NOW)).toBeUndefined();
    expect(balanceOf({ ...waiting, spendable: 0n }).reserved).toBe(50n * BigInt(MAX_AUTHORISED));
  });

  it('is insufficient_funds for one unit more than is spendable', () => {
    expect(explainReserve({ ...WALLET, spendable: 50n }, DEBIT, NOW)).toBeUndefined();
    expect(explainReserve({ ...WALLET, spendable: 49n }, DEBIT, NOW)).toBe('insufficient_funds');
  });

  it('ignores members of Object.prototype for a transaction with such a name', () => {
    for (const transactionId of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(explainReserve(WALLET, { ...DEBIT, transactionId }, NOW)).toBeUndefined();
    }
  });

  it('is never insufficient_funds for a credit', () => {
    expect(explainReserve(poor, CREDIT, NOW)).toBeUndefined();
  });
});

describe('A full wallet', () => {
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

  it('is full of tombstones', () => {
    expect(explainReserve({ ...WALLET, tombstones: many(MAX_TOMBSTONES, NOW) }, DEBIT, NOW)).toBe(FULL);
    expect(explainReserve({ ...WALLET, tombstones: many(MAX_TOMBSTONES - 1, NOW) }, DEBIT, NOW)).toBeUndefined();
  });

  it('has at most 500 holds and tombstones together', () => {
    expect(MAX_HOLDS + MAX_TOMBSTONES).toBeLessThanOrEqual(500);
  });
});

describe('The balance of a wallet', () => {
  it('is the available amount and the holds of debits', () => {
    const wallet = { ...WALLET, spendable: 40n, holds: { a: holdOf(DEBIT), b: holdOf({ ...DEBIT, amount: -10n }) } };
    expect(balanceOf(wallet)).toEqual({ balance: 100n, available: 40n, reserved: 60n });
  });

  it('does not include held credits', () => {
    expect(balanceOf({ ...WALLET, holds: { a: holdOf(CREDIT) } })).toEqual({
      balance: 100n,
      available: 100n,
      reserved: 0n,
    });
  });

  it('does not include the credit limit, and may be negative down to it', () => {
    expect(balanceOf({ ...WALLET, spendable: 1_000n, creditLimit: 1_000n }).balance).toBe(0n);
    expect(balanceOf({ ...WALLET, spendable: 1n, creditLimit: 1_000n }).available).toBe(-999n);
  });
});

describe('Pruning', () => {
  const tombstones = { c: NOW - 1, a: NOW - 3, open: NOW, b: NOW - 2, later: NOW + 1 };

  it('drops expired tombstones, oldest first, and raises the fence to the latest deadline dropped', () => {
    expect(prunable({ ...WALLET, tombstones }, NOW, 100)).toEqual({ transactionIds: ['a', 'b', 'c'], fence: NOW - 1 });
  });

  it('drops at most `limit` tombstones, and the fence covers only these', () => {
    expect(prunable({ ...WALLET, tombstones }, NOW, 2)).toEqual({ transactionIds: ['a', 'b'], fence: NOW - 2 });
  });

  it('drops tombstones behind the fence', () => {
    const wallet = { ...WALLET, tombstones: { a: NOW + 1, b: NOW + 2, c: NOW + 3 }, fence: NOW + 2 };
    expect(prunable(wallet, NOW, 100)).toEqual({ transactionIds: ['a', 'b'], fence: NOW + 2 });
  });

  it('drops all but the newest tombstones of a crowded wallet, at any time, and raises the fence', () => {
    const wallet = { ...WALLET, tombstones: { c: NOW + 3, a: NOW + 1, d: NOW + 4, b: NOW + 2 } };
    expect(prunable(wallet, NOW, 100, { from: 5, keep: 2 }).transactionIds).toEqual([]);
    expect(prunable(wallet, NOW, 100, { from: 4, keep: 2 })).toEqual({ transactionIds: ['a', 'b'], fence: NOW + 2 });
  });

  it('never lowers the fence', () => {
    expect(prunable({ ...WALLET, tombstones, fence: NOW }, NOW, 100).fence).toBe(NOW);
    expect(prunable({ ...WALLET, fence: 5 }, NOW, 100)).toEqual({ transactionIds: [], fence: 5 });
  });
});
