import fc from 'fast-check';
import { FIRST_DUE_MS } from '../../../lib/domain/retry-schedule.ts';
import { Journal, type NewTransfer } from '../../../lib/store/journal/journal.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, type JournalSteps, journalSteps, NOW, payee, transfer } from './journal-steps.ts';

const MINUTE = 60_000;

let tables: FreshTables;
let journal: Journal;
let steps: JournalSteps;
beforeAll(async () => {
  tables = await memoryTables();
  journal = new Journal(tables.documents, tables.journal);
  steps = journalSteps(tables);
});
afterAll(() => tables.close());

const created = (fromId: string, toId: string) => steps.created(transfer(fromId, toId));

/** The ids of all pages of a wallet's transfers, oldest first, page by page. */
async function pagesOf(walletId: string, limit: number): Promise<string[][]> {
  const pages = await steps.pages(walletId, { order: 'asc', limit });
  return pages.map(({ transfers }) => transfers.map(({ txId }) => txId));
}

describe('a transfer in the journal', () => {
  it('is written as PENDING', async () => {
    const newTransfer = transfer(freshWallet(), freshWallet(), { amount: 10n ** 18n - 1n });
    expect(await journal.create(newTransfer, NOW)).toEqual({ created: true, status: 'PENDING' });
    expect(await journal.get(newTransfer.fromId, newTransfer.txId)).toEqual({
      ...newTransfer,
      status: 'PENDING',
      note: 'transaction initiated',
      initiatedAt: new Date(NOW).toISOString(),
    });
  });

  it('has each payee with its amount, if there are several', async () => {
    const split = transfer(freshWallet(), '', { amount: 50n });
    const credits = [7n, 43n].map((amount) => ({ toId: freshWallet(), amount }));
    await journal.create({ ...split, credits }, NOW);
    expect(await journal.get(split.fromId, split.txId)).toMatchObject({ amount: 50n, credits });
  });

  it('is written once: the first write stays', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    const others = Array.from({ length: 10 }, (_, n) =>
      journal.create({ ...newTransfer, amount: BigInt(n + 1) }, NOW, `request ${n}`),
    );
    expect(await Promise.all(others)).toEqual(Array(10).fill({ created: false, status: 'PENDING' }));
    expect((await journal.get(newTransfer.fromId, newTransfer.txId))?.amount).toBe(50n);
  });

  it('shows its decision and its final status', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    await steps.decideToCommit(newTransfer);
    await steps.finish(newTransfer, 'SUCCESSFUL');
    expect(await journal.get(newTransfer.fromId, newTransfer.txId)).toMatchObject({
      status: 'SUCCESSFUL',
      note: 'transaction completed',
      decision: 'COMMIT',
      decidedAt: '2023-11-14T22:13:21.000Z',
    });
  });

  it('shows why it was refused', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    await steps.finish(newTransfer, 'INVALID', 'no such wallet');
    expect(await journal.get(newTransfer.fromId, newTransfer.txId)).toMatchObject({
      status: 'INVALID',
      note: 'no such wallet',
    });
  });

  it('is not found under a wallet that takes no part in it', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    await steps.commit(newTransfer);
    expect(await journal.get(freshWallet(), newTransfer.txId)).toBeUndefined();
  });
});

describe('the payee', () => {
  it('sees a transfer from its settlement on, and not before', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    await steps.decideToCommit(newTransfer);
    expect(await journal.get(payee(newTransfer), newTransfer.txId)).toBeUndefined();
    expect(await journal.page({ walletId: payee(newTransfer) }, { order: 'asc', limit: 10 })).toEqual({
      transfers: [],
    });
    expect(await journal.latest({ walletId: payee(newTransfer) })).toBeUndefined();

    await steps.settle(newTransfer, '2023-11-14T22:13:22.000Z');
    const seen = await journal.get(payee(newTransfer), newTransfer.txId);
    expect(seen).toEqual({
      ...newTransfer,
      status: 'SUCCESSFUL',
      note: 'transaction completed',
      decision: 'COMMIT',
      initiatedAt: new Date(NOW).toISOString(),
      decidedAt: '2023-11-14T22:13:21.000Z',
      finishedAt: '2023-11-14T22:13:22.000Z',
    });
    expect(await journal.page({ walletId: payee(newTransfer) }, { order: 'asc', limit: 10 })).toEqual({
      transfers: [seen],
    });
    expect(await journal.latest({ walletId: payee(newTransfer) })).toEqual(seen);
  });

  it('keeps the first row when a transfer is settled again', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    await steps.commit(newTransfer);
    const seen = await journal.get(payee(newTransfer), newTransfer.txId);
    await steps.settle(newTransfer, '2023-11-14T23:00:00.000Z');
    expect(await journal.get(payee(newTransfer), newTransfer.txId)).toEqual(seen);
  });

  it('sees its own share of a split, and the responses about the debit and itself alone', async () => {
    const credits = [7n, 43n].map((amount) => ({ toId: freshWallet(), amount }));
    const split = await steps.created({ ...transfer(freshWallet(), '', { amount: 50n }), credits });
    await steps.decideToCommit(split);
    const stored = await journal.get(split.fromId, split.txId);
    if (!stored) throw new Error('no such transfer');
    const responses = { held: JSON.stringify(['held 0', 'held 1', 'held 2']) };
    const settled = ['settled 0', 'settled 1', 'settled 2'];
    const finishedAt = '2023-11-14T22:13:22.000Z';
    expect(await journal.putPayeeRows({ ...stored, responses }, { settled, finishedAt })).toBe(2);
    for (const [n, credit] of credits.entries()) {
      expect(await journal.get(credit.toId, split.txId)).toMatchObject({
        fromId: split.fromId,
        amount: credit.amount,
        credits: [credit],
        responses: { held: `["held 0","held ${n + 1}"]`, settled: `["settled 0","settled ${n + 1}"]` },
      });
    }
  });

  it('never sees a refused transfer', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    await steps.finish(newTransfer, 'INVALID', 'not enough funds in the wallet');
    expect(await journal.get(payee(newTransfer), newTransfer.txId)).toBeUndefined();
    expect(await journal.page({ walletId: payee(newTransfer) }, { order: 'asc', limit: 10 })).toEqual({
      transfers: [],
    });
    expect(await journal.latest({ walletId: payee(newTransfer) })).toBeUndefined();
  });
});

describe("a page of a wallet's transfers", () => {
  it('is empty for a wallet without transfers', async () => {
    expect(await journal.page({ walletId: freshWallet() }, { order: 'asc', limit: 10 })).toEqual({ transfers: [] });
  });

  it('is the last page if nothing is left, also when it is full', async () => {
    const wallet = freshWallet();
    const first = await created(wallet, freshWallet());
    await created(wallet, freshWallet());
    expect(await journal.page({ walletId: wallet }, { order: 'asc', limit: 1 })).toHaveProperty('next', first.txId);
    expect(await journal.page({ walletId: wallet }, { order: 'asc', limit: 2 })).not.toHaveProperty('next');
  });

  it('has both sides, oldest first, and all pages together list each transfer exactly once, for any limit', async () => {
    const kind = fc.constantFrom('out', 'out, committed', 'in', 'in, committed');
    await fc.assert(
      fc.asyncProperty(fc.array(kind, { maxLength: 14 }), fc.integer({ min: 1, max: 6 }), async (kinds, limit) => {
        const wallet = freshWallet();
        const expected: string[] = [];
        for (const what of kinds) {
          const other = freshWallet();
          const newTransfer = what.startsWith('out') ? await created(wallet, other) : await created(other, wallet);
          if (what.endsWith('committed')) await steps.commit(newTransfer);
          if (what !== 'in') expected.push(newTransfer.txId);
        }
        const pages = await pagesOf(wallet, limit);
        expect(pages.flat()).toEqual(expected);
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        expect(pages.at(-1)?.length === 0).toBe(expected.length === 0);
      }),
      { numRuns: 25 },
    );
  });

  it('holds the largest limit on both sides', async () => {
    const wallet = freshWallet();
    const newTransfers: NewTransfer[] = [];
    for (let n = 0; n < 104; n++) {
      const newTransfer = n % 2 === 0 ? await created(wallet, freshWallet()) : await created(freshWallet(), wallet);
      await steps.commit(newTransfer);
      newTransfers.push(newTransfer);
    }
    expect((await pagesOf(wallet, 100)).map((page) => page.length)).toEqual([100, 4]);
    expect((await pagesOf(wallet, 100)).flat()).toEqual(newTransfers.map(({ txId }) => txId));
  });

  it('lists both sides of wallets whose ids have 512 digits', async () => {
    const [long, longer] = ['1'.repeat(512), '2'.repeat(512)];
    const newTransfer = await created(long, longer);
    await steps.commit(newTransfer);
    expect((await pagesOf(long, 10)).flat()).toEqual([newTransfer.txId]);
    expect((await pagesOf(longer, 10)).flat()).toEqual([newTransfer.txId]);
  });
});

describe("a wallet's latest transfer", () => {
  it('is the newest transfer of both sides', async () => {
    const wallet = freshWallet();
    expect(await journal.latest({ walletId: wallet })).toBeUndefined();
    const out = await created(wallet, freshWallet());
    expect((await journal.latest({ walletId: wallet }))?.txId).toBe(out.txId);
    const incoming = await created(freshWallet(), wallet);
    await steps.commit(incoming);
    expect((await journal.latest({ walletId: wallet }))?.txId).toBe(incoming.txId);
    const outAgain = await created(wallet, freshWallet());
    expect((await journal.latest({ walletId: wallet }))?.txId).toBe(outAgain.txId);
  });
});

describe('a pending transfer', () => {
  /** The due items among these transfers. */
  const dueOf = async (newTransfers: NewTransfer[], now: number) => {
    const ids = new Set(newTransfers.map(({ txId }) => txId));
    return (await journal.due(now, 1_000)).filter(({ key }) => ids.has(key.tx_id));
  };

  it('is due half a minute after it was written, in every partition', async () => {
    const wallet = freshWallet();
    const newTransfers = await Promise.all(Array.from({ length: 30 }, () => created(wallet, freshWallet())));
    expect(await dueOf(newTransfers, NOW + FIRST_DUE_MS - 1)).toEqual([]);
    const due = await dueOf(newTransfers, NOW + FIRST_DUE_MS);
    expect(due.map(({ key }) => key.tx_id).sort()).toEqual(newTransfers.map(({ txId }) => txId));
    expect(due[0]).toMatchObject({ key: { from_id: wallet }, dueAt: NOW + FIRST_DUE_MS, attempts: 0 });
  });

  it('is counted until it is final, due or not, with the age of the oldest', async () => {
    const before = await journal.unfinishedSummary(NOW + MINUTE);
    const newTransfers = await Promise.all(Array.from({ length: 30 }, () => created(freshWallet(), freshWallet())));
    expect(await journal.unfinishedSummary(NOW + MINUTE)).toEqual({ open: before.open + 30, oldestMs: MINUTE });
    await Promise.all(newTransfers.map((newTransfer) => steps.finish(newTransfer, 'SUCCESSFUL')));
    expect(await journal.unfinishedSummary(NOW + MINUTE)).toMatchObject({ open: before.open });
  });

  it('is not due and cannot be claimed once it is final', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    const [due] = await dueOf([newTransfer], NOW + MINUTE);
    if (!due) throw new Error('not due');
    await steps.finish(newTransfer, 'FAILED', 'late');
    expect(await dueOf([newTransfer], NOW + MINUTE)).toEqual([]);
    expect(await journal.postpone(due, NOW + MINUTE, 'sweep')).toBe(false);
    expect((await journal.get(newTransfer.fromId, newTransfer.txId))?.status).toBe('FAILED');
  });

  it('is claimed by one of ten concurrent sweepers', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    const [due] = await dueOf([newTransfer], NOW + MINUTE);
    if (!due) throw new Error('not due');
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, n) => journal.postpone(due, NOW + MINUTE, `sweep ${n}`)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('is due again after growing intervals', async () => {
    const newTransfer = await created(freshWallet(), freshWallet());
    let now = NOW + FIRST_DUE_MS;
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      const [due] = await dueOf([newTransfer], now);
      if (!due) throw new Error('not due');
      expect(due.attempts).toBe(attempt - 1);
      await journal.postpone(due, now, `sweep ${attempt}`);
      const [postponed] = await dueOf([newTransfer], Number.MAX_SAFE_INTEGER);
      pauses.push(((postponed?.dueAt ?? 0) - now) / MINUTE);
      now = postponed?.dueAt ?? 0;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('is listed longest overdue first, a few of each partition at a time', async () => {
    const others = new Journal(tables.documents, tables.journal);
    const newTransfers = await Promise.all(Array.from({ length: 5 }, () => transfer(freshWallet(), freshWallet())));
    // Ids with the same last character share a partition. They are not written in order of time.
    const sameEnd = newTransfers.map((newTransfer, n) => ({
      ...newTransfer,
      txId: `${newTransfer.txId.slice(0, 23)}${n}0Z`,
    }));
    for (const n of [3, 0, 4, 1, 2]) {
      const newTransfer = sameEnd[n];
      if (newTransfer) await others.create(newTransfer, 1_000 + n);
    }
    const due = await journal.due(1_000 + FIRST_DUE_MS + 10, 3);
    expect(due.map(({ key }) => key.tx_id)).toEqual(sameEnd.slice(0, 3).map(({ txId }) => txId));
  });
});
