import { HOLD_LIMITS, MAX_HOLDS, MAX_TOMBSTONES, type Reserve } from '../../../lib/domain/shard-wallet.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import {
  credit,
  crowd,
  DEADLINE,
  debit,
  freshId,
  itemOf,
  moneyOf,
  NOW,
  outcomeOf,
  walletWith,
} from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
});
afterAll(() => tables.close());

describe('createWallet', () => {
  it('creates a wallet without money', async () => {
    await wallets.createWallet('40');
    expect(await wallets.get('40')).toEqual({
      walletId: '40',
      spendable: 0n,
      creditLimit: 0n,
      authorised: {},
      holds: {},
      tombstones: {},
      fence: 0,
      statement: { posted: 0n, seq: 0 },
    });
  });

  it('leaves an existing wallet as it is, with its money', async () => {
    const walletId = await walletWith(wallets, 70n);
    await wallets.reserve(debit(walletId, 20n), NOW);
    const before = await wallets.get(walletId);
    await wallets.createWallet(walletId);
    await wallets.createWallet(walletId, 1_000n);
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('keeps "7" and "07" and 512 digits apart', async () => {
    const long = '7'.padStart(512, '0');
    for (const id of ['7', '07', long]) await wallets.createWallet(id);
    await wallets.reserve(credit('07', 5n, 'a'), NOW);
    await wallets.commit(credit('07', 5n, 'a'), NOW);
    expect((await moneyOf(wallets, '7')).available).toBe(0n);
    expect((await moneyOf(wallets, '07')).available).toBe(5n);
    expect((await moneyOf(wallets, long)).available).toBe(0n);
  });

  it('leaves any other id without a wallet', async () => {
    expect(await wallets.get(freshId())).toBeUndefined();
  });
});

describe('reserve', () => {
  it('holds the money of a debit: it is reserved and not available', async () => {
    const walletId = await walletWith(wallets, 100n);
    await wallets.reserve(debit(walletId, 30n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 30n });
  });

  it('adds nothing for a credit', async () => {
    const walletId = await walletWith(wallets, 100n);
    await wallets.reserve(credit(walletId, 30n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
    expect(await outcomeOf(wallets.reserve(debit(walletId, 101n), NOW))).toBe('insufficient_funds');
  });

  it.each(['debit', 'credit'] as const)('holds a repeated %s once', async (side) => {
    const walletId = await walletWith(wallets, 100n);
    const hold = side === 'debit' ? debit(walletId, 30n) : credit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const before = await wallets.get(walletId);
    await wallets.reserve(hold, NOW);
    await wallets.reserve(hold, DEADLINE + 1);
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('refuses a repeat with other values, and changes nothing', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const before = await wallets.get(walletId);
    for (const other of [
      { ...hold, amount: -31n },
      { ...hold, amount: 30n },
      { ...hold, deadline: DEADLINE + 1 },
    ]) {
      expect(await outcomeOf(wallets.reserve(other, NOW))).toBe('transaction_mismatch');
    }
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('takes the last unit of the money and not one more', async () => {
    const walletId = await walletWith(wallets, 100n);
    expect(await outcomeOf(wallets.reserve(debit(walletId, 101n), NOW))).toBe('insufficient_funds');
    expect(await outcomeOf(wallets.reserve(debit(walletId, 100n), NOW))).toBe('held');
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), NOW))).toBe('insufficient_funds');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 0n, reserved: 100n });
  });

  it('takes a balance down to the credit limit and not one unit further', async () => {
    const walletId = await walletWith(wallets, 10n, 500n);
    expect(await outcomeOf(wallets.reserve(debit(walletId, 511n), NOW))).toBe('insufficient_funds');
    expect(await outcomeOf(wallets.reserve(debit(walletId, 510n), NOW))).toBe('held');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: -500n, reserved: 510n });
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), NOW))).toBe('insufficient_funds');
  });

  it('counts amounts of 18 digits to the last unit', async () => {
    const most = 10n ** 18n - 1n;
    const walletId = await walletWith(wallets, most);
    await wallets.reserve(debit(walletId, most - 1n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 1n, reserved: most - 1n });
  });

  it('refuses a wallet that does not exist', async () => {
    const walletId = freshId();
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), NOW))).toBe('no_such_wallet');
    expect(await outcomeOf(wallets.reserve(credit(walletId, 1n), NOW))).toBe('no_such_wallet');
    expect(await wallets.get(walletId)).toBeUndefined();
  });

  it('succeeds at its deadline and not after', async () => {
    const walletId = await walletWith(wallets, 100n);
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), DEADLINE + 1))).toBe('deadline_passed');
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), DEADLINE))).toBe('held');
  });

  it('accepts a transaction named like a member of every object', async () => {
    const walletId = await walletWith(wallets, 100n);
    for (const transactionId of ['constructor', 'toString', 'size', 'and']) {
      expect(await outcomeOf(wallets.reserve(debit(walletId, 1n, transactionId), NOW))).toBe('held');
      expect(await wallets.commit(debit(walletId, 1n, transactionId), NOW)).toEqual({
        applied: 'now',
        tombstone: true,
      });
    }
    expect((await moneyOf(wallets, walletId)).available).toBe(96n);
  });
});

/** Reserves the first and the last of equal holds. The others are copies of the first. */
async function fillWith(walletId: string, holds: readonly Reserve[]): Promise<void> {
  const [first, last] = [holds[0], holds.at(-1)];
  if (!first || !last) throw new Error('no holds');
  await wallets.reserve(first, NOW);
  await crowd(tables, walletId, { holds: holds.slice(1, -1).map(({ transactionId }) => transactionId) });
  await wallets.reserve(last, NOW);
}

/**
 * Rolls back unknown transactions, up to the limit of tombstones.
 * @returns a store that does not prune them
 */
async function fullOfTombstones(walletId: string, idOf = (_n: number) => freshId('tx')): Promise<ShardWallets> {
  const slow = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1_000 });
  const ids = Array.from({ length: MAX_TOMBSTONES }, (_, n) => idOf(n));
  const [first = '', ...others] = ids;
  await slow.rollback(walletId, first, DEADLINE, NOW);
  await crowd(tables, walletId, { tombstones: others.slice(1) });
  await slow.rollback(walletId, others[0] ?? '', DEADLINE, NOW);
  return slow;
}

describe('the limits of a wallet', () => {
  it('refuse a hold when all places are taken', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    const holds = Array.from({ length: MAX_HOLDS }, () => debit(walletId, 1n));
    await fillWith(walletId, holds);
    const funded = { ...credit(walletId, 1n), debitHeld: true };
    expect(await outcomeOf(wallets.reserve(funded, NOW))).toBe('too_many_open_transactions');

    const [first] = holds;
    if (!first) throw new Error('no order');
    expect(await outcomeOf(wallets.reserve(first, NOW))).toBe('held');
    await wallets.commit(first, NOW);
    expect(await outcomeOf(wallets.reserve(funded, NOW))).toBe('held');
  });

  it('give credits without a held debit at most half of the places, however many arrive concurrently', async () => {
    const walletId = await walletWith(wallets, 10n);
    const room = 20;
    await fillWith(
      walletId,
      Array.from({ length: HOLD_LIMITS.beforeDebit - room }, () => credit(walletId, 1n)),
    );
    const strangers = Array.from({ length: 2 * room }, () => credit(walletId, 1n));
    const outcomes = await Promise.all(strangers.map((hold) => outcomeOf(wallets.reserve(hold, NOW))));
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(room);
    expect(new Set(outcomes)).toEqual(new Set(['held', 'too_many_open_transactions']));

    // A transfer with money still has room on both sides.
    const hold = credit(walletId, 1n);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('too_many_open_transactions');
    expect(await outcomeOf(wallets.reserve({ ...hold, debitHeld: true }, NOW))).toBe('held');
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), NOW))).toBe('held');
  });

  it('treat a reserve as the same before and after its debit is held', async () => {
    const walletId = await walletWith(wallets, 0n);
    const hold = credit(walletId, 1n);
    const flagged = { ...hold, debitHeld: true };
    await wallets.reserve(hold, NOW);
    const before = await wallets.get(walletId);
    expect(await outcomeOf(wallets.reserve(flagged, NOW))).toBe('held');
    expect(await wallets.get(walletId)).toEqual(before);
    const [other, otherFlagged] = [credit(walletId, 1n, 'the-other'), credit(walletId, 1n, 'the-other')];
    await wallets.reserve({ ...otherFlagged, debitHeld: true }, NOW);
    expect(await outcomeOf(wallets.reserve(other, NOW))).toBe('held');
  });

  it('drop the oldest tombstones early, and refuse reserves as old as those', async () => {
    const tombstoneLimits = { from: 6, keep: 4 };
    const crowded = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1, tombstoneLimits });
    const walletId = await walletWith(crowded, 0n);
    const ids = Array.from({ length: tombstoneLimits.from }, () => freshId('tx'));
    for (const [n, id] of ids.entries()) await crowded.rollback(walletId, id, DEADLINE + n, NOW);
    const { tombstones, fence } = await itemOf(crowded, walletId);
    expect(Object.keys(tombstones).sort()).toEqual(ids.slice(2).sort());
    expect(fence).toBe(DEADLINE + 1);

    const hold = credit(walletId, 1n);
    const dropped = { ...hold, transactionId: ids[0] ?? '', deadline: DEADLINE };
    expect(await outcomeOf(crowded.reserve(dropped, NOW))).toBe('deadline_passed');
    expect(await outcomeOf(crowded.reserve({ ...hold, deadline: DEADLINE + 1 }, NOW))).toBe('deadline_passed');
    expect(await outcomeOf(crowded.reserve({ ...hold, deadline: DEADLINE + 2 }, NOW))).toBe('held');
  });

  it('admit a reserve to a wallet full of tombstones', async () => {
    const walletId = await walletWith(wallets, 0n);
    await fullOfTombstones(walletId);
    expect(Object.keys((await itemOf(wallets, walletId)).tombstones).length).toBe(MAX_TOMBSTONES);
    const later = { ...credit(walletId, 1n), deadline: DEADLINE + 1 };
    expect(await outcomeOf(wallets.reserve(later, NOW))).toBe('held');
  });

  it("keep the item of a full wallet far below DynamoDB's 400 KB", async () => {
    const walletId = await walletWith(wallets, 10n ** 18n);
    const ulidLike = (n: number) => `01M83N77AD5KV0T20YM${String(n).padStart(7, '0')}`;
    const debits = Array.from({ length: MAX_HOLDS }, (_, n) => debit(walletId, 10n ** 15n, ulidLike(n)));
    await fillWith(walletId, debits);
    await fullOfTombstones(walletId, (n) => ulidLike(MAX_HOLDS + n));
    const { holds, tombstones } = await itemOf(wallets, walletId);
    const bytes = JSON.stringify([holds, tombstones], (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(bytes.length).toBeLessThan(40_000);
  });

  it('never refuse a commit or a rollback', async () => {
    const walletId = freshId();
    await wallets.createWallet(walletId, 100n);
    const [one, two] = [debit(walletId, 10n), debit(walletId, 20n)];
    await wallets.reserve(one, NOW);
    await wallets.reserve(two, NOW);
    const slow = await fullOfTombstones(walletId);
    await slow.commit(one, NOW);
    await slow.rollback(walletId, two.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: -10n, reserved: 0n });
    expect(Object.keys((await itemOf(wallets, walletId)).tombstones).length).toBe(MAX_TOMBSTONES + 2);
  });
});
