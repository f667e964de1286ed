import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { Status } from '../../../lib/domain/transfer.ts';
import { SortOrder } from '../../../lib/domain/tx-range.ts';
import { Journal, type NewTransfer } from '../../../lib/store/journal/journal.ts';
import { type PageRequest, readPage } from '../../../lib/store/journal/page.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, type JournalSteps, journalSteps, NOW, payee, transfer } from './journal-steps.ts';

let tables: FreshTables;
let journal: Journal;
let steps: JournalSteps;
beforeAll(async () => {
  tables = await memoryTables();
  journal = new Journal(tables.documents, tables.journal);
  steps = journalSteps(tables);
});
afterAll(() => tables.close());

const idsOf = async (walletId: string, request: PageRequest) =>
  (await steps.pages(walletId, request)).flatMap(({ transfers }) => transfers.map(({ txId }) => txId));
const all = { order: 'asc', limit: 10 } as const;

describe("the list of a wallet's transfers", () => {
  /** A transfer of the model: its side, its time and its outcome. */
  const Planned = fc.record({
    outgoing: fc.boolean(),
    second: fc.integer({ min: 0, max: 6 }),
    status: fc.constantFrom(...Status.options),
    reference: fc.option(fc.constantFrom('INV-1', 'INV', 'INV-1#1', 'ё😀'), {
      nil: undefined,
    }),
  });
  const Filter = fc.record({
    order: fc.constantFrom(...SortOrder.options),
    statuses: fc.option(fc.uniqueArray(fc.constantFrom(...Status.options), { minLength: 1 }), { nil: undefined }),
    from: fc.option(fc.integer({ min: -1, max: 7 }), { nil: undefined }),
    to: fc.option(fc.integer({ min: -1, max: 7 }), { nil: undefined }),
    reference: fc.option(fc.constantFrom('INV-1', 'INV', 'ё😀', 'none'), { nil: undefined }),
    limit: fc.integer({ min: 1, max: 6 }),
  });
  const atSecond = (second: number | undefined) => (second === undefined ? undefined : NOW + second * 1_000);

  it('has exactly the transfers of a filter over all pages, in order, once each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Planned, { maxLength: 14 }),
        fc.array(Filter, { minLength: 4, maxLength: 4 }),
        async (planned, filters) => {
          const wallet = freshWallet();
          const model: { txId: string; at: number; status: Status; reference: string | undefined }[] = [];
          for (const { outgoing, second, status, reference } of planned) {
            const at = NOW + second * 1_000;
            const [from, to] = outgoing ? [wallet, freshWallet()] : [freshWallet(), wallet];
            const newTransfer = await steps.created(transfer(from, to, { at, ...(reference && { reference }) }));
            const committed = status === 'PROCESSING' || status === 'SUCCESSFUL';
            if (committed) await steps.decideToCommit(newTransfer);
            const settled = status === 'SUCCESSFUL';
            if (settled) await steps.settle(newTransfer);
            await steps.finish(newTransfer, status);
            if (outgoing || settled) model.push({ txId: newTransfer.txId, at, status, reference });
          }
          for (const { limit, order, statuses, reference, ...seconds } of filters) {
            const [from, to] = [atSecond(seconds.from), atSecond(seconds.to)];
            const expected = model
              .filter((one) => !statuses || statuses.includes(one.status))
              .filter((one) => (from === undefined || one.at >= from) && (to === undefined || one.at < to))
              .filter((one) => reference === undefined || one.reference === reference)
              .map(({ txId }) => txId)
              .sort();
            if (order === 'desc') expected.reverse();
            const filter = { order, statuses: statuses && new Set(statuses), from, to, reference };
            const pages = await steps.pages(wallet, { ...filter, limit });
            expect(pages.flatMap(({ transfers }) => transfers.map(({ txId }) => txId))).toEqual(expected);
            for (const { transfers } of pages.slice(0, -1)) expect(transfers).toHaveLength(limit);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('includes the millisecond of its start and excludes that of its end', async () => {
    const wallet = freshWallet();
    const ids: string[] = [];
    for (const at of [NOW - 1, NOW, NOW, NOW + 1, NOW + 2]) {
      ids.push((await steps.created(transfer(wallet, freshWallet(), { at }))).txId);
    }
    expect(await idsOf(wallet, { ...all, from: NOW, to: NOW + 2 })).toEqual(ids.slice(1, 4));
    expect(await idsOf(wallet, { ...all, from: NOW + 3 })).toEqual([]);
    expect(await idsOf(wallet, { ...all, to: 0 })).toEqual([]);
  });

  it('ends a page that finds little, and the next page continues there', async () => {
    const wallet = freshWallet();
    const ids: string[] = [];
    for (let n = 0; n <= 21; n++) {
      const newTransfer = await steps.created(transfer(wallet, freshWallet()));
      if (n % 21 === 0) await steps.finish(newTransfer, 'FAILED');
      ids.push(newTransfer.txId);
    }
    for (const order of SortOrder.options) {
      const inOrder = order === 'asc' ? ids : ids.toReversed();
      const [first, tenth, twentieth, last] = [inOrder[0], inOrder[9], inOrder[19], inOrder[21]];
      const page = async (after?: string) => {
        const request = { order, limit: 2, statuses: new Set<Status>(['FAILED']), after };
        const journalTable = { documents: tables.documents, table: tables.journal };
        const { transfers, next } = await readPage(journalTable, { walletId: wallet }, request, 10);
        return { found: transfers.map(({ txId }) => txId), next };
      };
      expect(await page()).toEqual({ found: [first], next: tenth });
      expect(await page(tenth)).toEqual({ found: [], next: twentieth });
      expect(await page(twentieth)).toEqual({ found: [last], next: undefined });
    }
  });

  it('is complete where DynamoDB cuts a read at 1 MB', async () => {
    const wallet = freshWallet();
    const payerNote = 'x'.repeat(20_000);
    const ids: string[] = [];
    for (let n = 0; n < 150; n++) {
      const [from, to] = n % 3 === 0 ? [freshWallet(), wallet] : [wallet, freshWallet()];
      const newTransfer = await steps.created(transfer(from, to, { payerNote }));
      if (to === wallet) await steps.commit(newTransfer);
      ids.push(newTransfer.txId);
    }
    for (const order of SortOrder.options) {
      const page = await journal.page({ walletId: wallet }, { order, limit: 150 });
      expect(page.transfers.map(({ txId }) => txId)).toEqual(order === 'asc' ? ids : ids.toReversed());
      expect(page.next).toBeUndefined();
    }
  });
});

describe('a reference', () => {
  it('is stored with the note, and shown to payer and payee', async () => {
    const newTransfer = transfer(freshWallet(), freshWallet(), { reference: 'INV-7', payerNote: 'for November' });
    await steps.created(newTransfer);
    await steps.commit(newTransfer);
    const texts = { reference: 'INV-7', payerNote: 'for November' };
    expect(await journal.get(newTransfer.fromId, newTransfer.txId)).toMatchObject(texts);
    expect(await journal.get(payee(newTransfer), newTransfer.txId)).toMatchObject(texts);
  });

  it('finds all transfers of the payer, and the settled transfers of the payee', async () => {
    const [payer, payee] = [freshWallet(), freshWallet()];
    const newTransfers: NewTransfer[] = [];
    for (let n = 0; n < 3; n++) newTransfers.push(await steps.created(transfer(payer, payee, { reference: 'INV-7' })));
    for (const other of ['INV-70', 'INV-7#1', 'INV-7 1', 'inv-7']) {
      await steps.created(transfer(payer, payee, { reference: other }));
    }
    await steps.created(transfer(payer, payee));
    const [good, refused] = newTransfers;
    if (!good || !refused) throw new Error('no transfers');
    await steps.commit(good);
    await steps.decideToAbort(refused);
    await steps.finish(refused, 'INVALID', 'not enough funds in the wallet');
    const request = { ...all, reference: 'INV-7' };
    expect(await idsOf(payer, request)).toEqual(newTransfers.map(({ txId }) => txId));
    expect(await idsOf(payee, request)).toEqual([good.txId]);
    expect(await idsOf(freshWallet(), request)).toEqual([]);
  });

  it('is found in composed form if an older version stored it decomposed', async () => {
    const [payer, payee] = [freshWallet(), freshWallet()];
    const composed = 'Café 7'.normalize('NFC');
    const old = await steps.created(transfer(payer, payee, { reference: composed.normalize('NFD') }));
    const young = await steps.created(transfer(payer, payee, { reference: composed }));
    for (const newTransfer of [old, young]) await steps.commit(newTransfer);
    for (const wallet of [payer, payee]) {
      expect(await idsOf(wallet, { ...all, reference: composed })).toEqual([old.txId, young.txId]);
      expect(await idsOf(wallet, { ...all, reference: composed, limit: 1 })).toEqual([old.txId, young.txId]);
    }
  });

  it('adds nothing to the index, of payer and payee, when it is missing', async () => {
    const wallets = [freshWallet(), freshWallet()] as const;
    const entries = async (wallet: string) => {
      const { Count } = await tables.documents.send(
        new QueryCommand({
          TableName: tables.journal,
          IndexName: 'outgoing_reference',
          KeyConditionExpression: 'from_id = :wallet',
          ExpressionAttributeValues: { ':wallet': wallet },
        }),
      );
      return Count;
    };
    await steps.commit(await steps.created(transfer(...wallets, { payerNote: 'INV-7' })));
    expect(await Promise.all(wallets.map(entries))).toEqual([0, 0]);
    await steps.commit(await steps.created(transfer(...wallets, { reference: 'INV-7' })));
    expect(await Promise.all(wallets.map(entries))).toEqual([1, 1]);
  });

  it('fits into the key beside ids of 512 digits', async () => {
    const [long, longer] = ['3'.repeat(512), '4'.repeat(512)];
    const reference = '\u{1F600}'.repeat(64);
    const newTransfer = await steps.created(transfer(long, longer, { reference }));
    await steps.commit(newTransfer);
    expect(await idsOf(long, { ...all, reference })).toEqual([newTransfer.txId]);
    expect(await idsOf(longer, { ...all, reference })).toEqual([newTransfer.txId]);
  });
});
