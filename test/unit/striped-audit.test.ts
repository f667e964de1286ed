import { type AuditedWallet, asStated } from '../../lib/domain/audit.ts';
import { balanceOf, type ShardWallet } from '../../lib/domain/shard-wallet.ts';
import { FIRST, type LastEntry, type StatementVector } from '../../lib/domain/statement.ts';
import { StatementWalk } from '../../lib/domain/statement-check.ts';
import { blockAfter } from '../../lib/domain/striped-statement.ts';

const NOW = 1_700_000_000_000;

describe('a wallet in stripes, as its statement has to show it', () => {
  const wallet = (vector: StatementVector, there?: StatementVector, seq = 0): AuditedWallet => ({
    walletId: '7',
    balance: 90n,
    creditLimit: 0n,
    holds: [],
    posted: 90n,
    seq: Object.values(vector).reduce((sum, count) => sum + count, 0),
    vector,
    ...(there && { head: { seq, hash: FIRST.hash, balance: 90n, vector: there } }),
  });
  const told = (read: AuditedWallet) => {
    const { seq, posted } = asStated(read);
    return { seq, posted };
  };

  it('is compared with its last entry if that has exactly what its items had posted', () => {
    expect(told(wallet({ 0: 3, 1: 4 }, { 0: 3, 1: 4 }, 7))).toEqual({ seq: 7, posted: 90n });
    expect(told(wallet({ 0: 0, 1: 0 }))).toEqual({ seq: 0, posted: 90n });
  });

  it('is whole, and not compared, if its last entry has that and more', () => {
    expect(told(wallet({ 0: 3, 1: 4 }, { 0: 3, 1: 6 }, 9))).toEqual({ seq: 9, posted: undefined });
  });

  it('is not whole while one of its items is behind, though there are as many entries or more', () => {
    expect(told(wallet({ 0: 3, 1: 4 }, { 0: 2, 1: 5 }, 7)).seq).toBe(8);
    expect(told(wallet({ 0: 3, 1: 4 }, { 0: 2, 1: 9 }, 11)).seq).toBe(12);
    expect(told(wallet({ 0: 3, 1: 4 })).seq).toBe(7);
  });

  it('is any other wallet without stripes', () => {
    const { vector: _, ...other } = wallet({ 0: 7 });
    expect(asStated(other)).toBe(other);
  });
});

describe('the walk along a statement in stripes', () => {
  const posting = (stripe: number, seq: number) => ({
    ...{ walletId: '7', stripe, seq, txId: `${stripe}-${seq}`, amount: 10n, posted: 10n, at: NOW },
  });
  const first = blockAfter(undefined, [posting(1, 1), posting(1, 2), posting(2, 1)]);
  const end: LastEntry = { ...(first.entries.at(-1) ?? { ...FIRST, walletId: '7', amount: 0n }), vector: first.vector };
  const second = blockAfter(end, [posting(1, 3), posting(1, 4)]);
  const read = (vector: StatementVector, spendable: bigint, posted = spendable): ShardWallet => ({
    ...{ walletId: '7', spendable, creditLimit: 0n, holds: {}, tombstones: {}, fence: 0, stripes: 2 },
    statement: { posted, seq: Object.values(vector).reduce((sum, count) => sum + count, 0), vector },
  });
  function walk(wallet: ShardWallet, changed: (vector: StatementVector) => StatementVector = (vector) => vector) {
    const along = new StatementWalk('7', wallet, []);
    for (const { entries, vector } of [first, second]) {
      for (const [n, entry] of entries.entries()) {
        const isLast = n === entries.length - 1;
        const finding = along.next(String(entry.seq), entry, isLast ? changed(vector) : undefined);
        if (finding) return finding;
      }
    }
    return along.end();
  }

  it('finds nothing if the wallet has what its entries say', () => {
    expect(balanceOf(read({ 0: 0, 1: 4, 2: 1 }, 50n)).balance).toBe(50n);
    expect(walk(read({ 0: 0, 1: 4, 2: 1 }, 50n))).toBeUndefined();
  });

  it('finds a balance that is another, also before the last block', () => {
    expect(walk(read({ 0: 0, 1: 4, 2: 1 }, 51n))).toMatchObject({ kind: 'wallet', seq: 5 });
    expect(walk(read({ 0: 0, 1: 2, 2: 1 }, 31n))).toMatchObject({ kind: 'wallet', seq: 3 });
  });

  it('takes no number of entries for the same postings', () => {
    // Its items had posted five, of which one is not written, and another has been since.
    expect(walk(read({ 0: 0, 1: 3, 2: 2 }, 70n))).toBe('short');
    expect(walk(read({ 0: 0, 1: 2, 2: 1 }, 30n))).toBe('ahead');
  });

  it('finds a block that counts other entries than there are', () => {
    const more = walk(read({ 0: 0, 1: 4, 2: 1 }, 50n), (vector) => ({ ...vector, 1: 9 }));
    expect(more).toMatchObject({ kind: 'changed', seq: 3 });
  });
});
