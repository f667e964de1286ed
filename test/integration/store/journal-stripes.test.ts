import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { stripeFor } from '../../../lib/domain/stripes.ts';
import { Status, type Transfer } from '../../../lib/domain/transfer.ts';
import { SortOrder } from '../../../lib/domain/tx-range.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { Holds } from '../../../lib/store/journal/holds.ts';
import { Journal, type NewTransfer } from '../../../lib/store/journal/journal.ts';
import type { PageRequest } from '../../../lib/store/journal/page.ts';
import { Refunds } from '../../../lib/store/journal/refunds.ts';
import { UnfinishedTransfers } from '../../../lib/store/journal/unfinished.ts';
import { explored } from '../../support/environment/explored.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, type JournalSteps, journalSteps, NOW, nextUlid, transfer } from './journal-steps.ts';

let tables: FreshTables;
let journal: Journal;
let directory: Directory;
let steps: JournalSteps;
beforeAll(async () => {
  tables = await memoryTables();
  journal = new Journal(tables.documents, tables.journal);
  directory = new Directory(tables.documents, tables.wallets);
  steps = journalSteps(tables);
});
afterAll(() => tables.close());

/** A transfer whose credit is on a stripe, if one is named. */
function onStripe(sent: NewTransfer, stripe: number | undefined): NewTransfer {
  return { ...sent, credits: sent.credits.map((credit) => ({ ...credit, ...(stripe !== undefined && { stripe }) })) };
}

/** A wallet that is in the directory with stripes. */
async function stripedWallet(stripes: number): Promise<{ walletId: string; stripes: number }> {
  const walletId = freshWallet();
  const createdAt = new Date(NOW).toISOString();
  await directory.claim({ walletId, owner: 'ann', shard: 0, status: 'ACTIVE', createdAt }, NOW);
  await directory.setStripes(walletId, stripes);
  return { walletId, stripes };
}

/** A committed transfer of 50 to a wallet, on its main item by default. */
async function received(walletId: string, stripe?: number, at = NOW): Promise<NewTransfer> {
  const sent = await steps.created(onStripe(transfer(freshWallet(), walletId, { at }), stripe));
  await steps.commit(sent);
  await steps.finish(sent, 'SUCCESSFUL');
  return sent;
}

/** What a client reads of a transfer, with the wallet under one name. */
const seen = (walletId: string) => (one: Transfer) => ({
  txId: one.txId,
  status: one.status,
  amount: one.amount,
  reference: one.reference,
  isPayer: one.fromId === walletId,
  payees: one.credits.map(({ toId }) => (toId === walletId ? 'the wallet' : 'another')),
});

describe('the list of a wallet in stripes', () => {
  const STRIPES = 5;
  const CAFE = 'Café'.normalize('NFC');
  const Planned = fc.record({
    outgoing: fc.boolean(),
    stripe: fc.option(fc.integer({ min: 1, max: STRIPES }), { nil: undefined }),
    second: fc.integer({ min: 0, max: 6 }),
    status: fc.constantFrom(...Status.options),
    reference: fc.option(fc.constantFrom('INV-1', CAFE, CAFE.normalize('NFD')), { nil: undefined }),
  });
  const Filter = fc.record({
    order: fc.constantFrom(...SortOrder.options),
    statuses: fc.option(fc.uniqueArray(fc.constantFrom(...Status.options), { minLength: 1 }), { nil: undefined }),
    from: fc.option(fc.integer({ min: -1, max: 7 }), { nil: undefined }),
    to: fc.option(fc.integer({ min: -1, max: 7 }), { nil: undefined }),
    reference: fc.option(fc.constantFrom('INV-1', CAFE, 'none'), { nil: undefined }),
    limit: fc.integer({ min: 1, max: 9 }),
    after: fc.option(fc.nat({ max: 29 }), { nil: undefined }),
  });
  const atSecond = (second: number | undefined) => (second === undefined ? undefined : NOW + second * 1_000);

  it('is that of the same transfers on one item, page by page, in every order, with every filter and cursor', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Planned, { maxLength: 30 }),
        fc.array(Filter, { minLength: 6, maxLength: 6 }),
        async (planned, filters) => {
          const [striped, plain] = [freshWallet(), freshWallet()];
          const ids: string[] = [];
          for (const { outgoing, stripe, second, status, reference } of planned) {
            const at = NOW + second * 1_000;
            const txId = nextUlid(at);
            ids.push(txId);
            for (const wallet of [striped, plain]) {
              const [from, to] = outgoing ? [wallet, freshWallet()] : [freshWallet(), wallet];
              const sent = { ...transfer(from, to, { at, ...(reference && { reference }) }), txId };
              await steps.created(onStripe(sent, wallet === striped && !outgoing ? stripe : undefined));
              if (status === 'SUCCESSFUL') await steps.commit(sent);
              await steps.finish(sent, status);
            }
          }
          for (const { limit, order, statuses, reference, after, ...seconds } of filters) {
            const [from, to] = [atSecond(seconds.from), atSecond(seconds.to)];
            const request: PageRequest = {
              ...{ order, limit, from, to, reference },
              statuses: statuses && new Set(statuses),
              after: after === undefined ? undefined : ids[after],
            };
            const pagesOf = async (walletId: string, stripes?: number) =>
              (await steps.pages({ walletId, stripes }, request)).map((page) => page.transfers.map(seen(walletId)));
            expect(await pagesOf(striped, STRIPES)).toEqual(await pagesOf(plain));
          }
          expect(await journal.balanceAt({ walletId: striped, stripes: STRIPES }, NOW + 3_600_000)).toBe(
            await journal.balanceAt({ walletId: plain }, NOW + 3_600_000),
          );
          const newest = (await journal.latest({ walletId: striped, stripes: STRIPES }))?.txId;
          expect(newest).toBe((await journal.latest({ walletId: plain }))?.txId);
        },
      ),
      { numRuns: explored({ quick: 10, full: 40 }) },
    );
  });

  it('is complete where DynamoDB cuts the reads of several stripes at 1 MB', async () => {
    const walletId = freshWallet();
    const payerNote = 'x'.repeat(20_000);
    const ids: string[] = [];
    for (let n = 0; n < 150; n++) {
      const stripe = n % 5 === 0 ? undefined : 1 + (n % 2);
      const sent = await steps.created(onStripe(transfer(freshWallet(), walletId, { payerNote }), stripe));
      await steps.commit(sent);
      ids.push(sent.txId);
    }
    for (const order of SortOrder.options) {
      const page = await journal.page({ walletId, stripes: 2 }, { order, limit: 150 });
      expect(page.transfers.map(({ txId }) => txId)).toEqual(order === 'asc' ? ids : ids.toReversed());
      expect(page.next).toBeUndefined();
    }
  });

  it('costs one query for a wallet without stripes, and as many rows as it shows', async () => {
    const walletId = freshWallet();
    for (let n = 0; n < 4; n++) await received(walletId);
    const client = documentsAt({ endpoint: await tables.endpoint() });
    const sent: unknown[] = [];
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          sent.push([commandName, Object(args.input).Limit, Object(args.input).ConsistentRead]);
          return next(args);
        },
      { step: 'initialize' },
    );
    const counted = new Journal(client, tables.journal);
    const { transfers } = await counted.page({ walletId }, { order: 'desc', limit: 3 });
    await counted.latest({ walletId });
    await counted.find({ walletId }, transfers[0]?.txId ?? '');
    await counted.find({ walletId }, nextUlid(NOW));
    client.destroy();
    expect(sent).toEqual([
      ['QueryCommand', 4, true],
      ['QueryCommand', 1, true],
      ['GetItemCommand', undefined, true],
      ['GetItemCommand', undefined, true],
    ]);
  });
});

describe('a row of a credit on a stripe', () => {
  it('shows the wallet, and is in a partition of the stripe', async () => {
    const { walletId, stripes } = await stripedWallet(8);
    const sent = await received(walletId, 3);
    const rowIn = async (from_id: string) => {
      const Key = { from_id, tx_id: sent.txId };
      return (await tables.documents.send(new GetCommand({ TableName: tables.journal, Key }))).Item;
    };
    expect(await rowIn(walletId)).toBeUndefined();
    expect(await rowIn(`${walletId}#3`)).toMatchObject({ payer_id: sent.fromId, amount: 50n });
    expect(await journal.find({ walletId, stripes }, sent.txId)).toMatchObject({
      fromId: sent.fromId,
      credits: [{ toId: walletId, amount: 50n, stripe: 3 }],
      status: 'SUCCESSFUL',
    });
  });

  it('is found by its id wherever it is: also on a stripe from when there were fewer, and on none', async () => {
    const { walletId, stripes } = await stripedWallet(8);
    for (const stripe of [undefined, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const sent = await received(walletId, stripe);
      expect((await journal.find({ walletId, stripes }, sent.txId))?.credits).toEqual(onStripe(sent, stripe).credits);
      expect((await journal.asOf(walletId, onStripe(sent, stripe)))?.fromId).toBe(sent.fromId);
      expect((await journal.findAll(new Map([[sent.txId, walletId]]), directory)).get(sent.txId)?.fromId).toBe(
        sent.fromId,
      );
    }
    expect(await journal.find({ walletId, stripes }, nextUlid(NOW))).toBeUndefined();
  });

  it('is found in two reads side by side on the stripe that its id leads to', async () => {
    const { walletId, stripes } = await stripedWallet(64);
    const txId = nextUlid(NOW);
    const sent = onStripe({ ...transfer(freshWallet(), walletId), txId }, stripeFor(txId, stripes));
    await steps.created(sent);
    await steps.commit(sent);
    const client = documentsAt({ endpoint: await tables.endpoint() });
    let reads = 0;
    client.middlewareStack.add(
      (next) => (args) => {
        reads++;
        return next(args);
      },
      { step: 'initialize' },
    );
    const found = await new Journal(client, tables.journal).find({ walletId, stripes }, txId);
    client.destroy();
    expect(found?.fromId).toBe(sent.fromId);
    expect(reads).toBe(2);
  });

  it('leads operators to the transfer, by the wallet alone', async () => {
    const { walletId } = await stripedWallet(4);
    const unfinished = new UnfinishedTransfers(tables.documents, tables.journal, directory);
    const sent = await received(walletId, 2);
    expect((await unfinished.find(walletId, sent.txId))?.transfer).toMatchObject({
      fromId: sent.fromId,
      credits: [{ toId: walletId }],
    });
    expect(await unfinished.find(walletId, nextUlid(NOW))).toBeUndefined();
    const plain = await received(freshWallet());
    expect(await unfinished.find(walletId, plain.txId)).toBeUndefined();
  });

  it('is put once for each payee of a transfer, on the stripe of each', async () => {
    const [one, other] = [await stripedWallet(4), await stripedWallet(4)];
    const sent: NewTransfer = {
      ...transfer(freshWallet(), one.walletId),
      credits: [
        { toId: one.walletId, amount: 20n, stripe: 4 },
        { toId: other.walletId, amount: 30n, stripe: 1 },
      ],
    };
    await steps.created(sent);
    await steps.decideToCommit(sent);
    const stored = await journal.get(sent.fromId, sent.txId);
    if (!stored) throw new Error('no such transfer');
    const put = () => journal.putPayeeRows(stored, { settled: [], finishedAt: new Date(NOW).toISOString() });
    expect([await put(), await put()]).toEqual([2, 0]);
    for (const [wallet, amount] of [
      [one, 20n],
      [other, 30n],
    ] as const)
      expect(await journal.find(wallet, sent.txId)).toMatchObject({
        amount,
        credits: [{ toId: wallet.walletId, amount }],
      });
  });
});

describe('an authorised transfer whose credit is on a stripe', () => {
  /** As the workflow leaves it while its payee may capture it. */
  async function authorised(walletId: string, stripe: number | undefined): Promise<Transfer> {
    const sent = transfer(freshWallet(), walletId);
    const expiresAt = new Date(NOW + 3_600_000).toISOString();
    await steps.created({ ...onStripe(sent, stripe), manual: true, expiresAt });
    await steps.authorise(sent);
    const stored = await journal.get(sent.fromId, sent.txId);
    if (!stored) throw new Error('no such transfer');
    await journal.putAuthorisedRow(stored);
    return stored;
  }

  it('is among the holds of its payee in the order of ids, over pages of every size', async () => {
    const wallet = await stripedWallet(3);
    const holds = new Holds(tables.documents, tables.journal);
    const ids: string[] = [];
    for (const stripe of [2, undefined, 1, 1, 3, 2, undefined, 3, 3])
      ids.push((await authorised(wallet.walletId, stripe)).txId);
    for (const limit of [1, 2, 4, 9, 10]) {
      const pages: string[][] = [];
      for (let after: string | undefined; ; ) {
        const { transfers, next } = await holds.page(wallet, { limit, after });
        pages.push(transfers.map(({ txId }) => txId));
        after = next;
        if (after === undefined) break;
      }
      expect(pages.flat()).toEqual(ids);
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
    }
  });

  it('has its final row in the place of that of the authorisation', async () => {
    const wallet = await stripedWallet(3);
    const sent = await authorised(wallet.walletId, 2);
    expect((await journal.find(wallet, sent.txId))?.status).toBe('PROCESSING');
    await steps.commit(sent);
    expect((await journal.find(wallet, sent.txId))?.status).toBe('SUCCESSFUL');
    expect((await steps.pages(wallet, { order: 'asc', limit: 10 })).flatMap(({ transfers }) => transfers)).toHaveLength(
      1,
    );
  });
});

describe('a refund of a payment on a stripe', () => {
  it('claims on the row of the stripe, at most what was received, and gives it back if it is aborted', async () => {
    const wallet = await stripedWallet(4);
    const refunds = new Refunds(tables.documents, tables.journal);
    const sent = await received(wallet.walletId, 3);
    const refund = (amount: bigint) => ({
      ...{ txId: nextUlid(NOW), fromId: wallet.walletId, toId: sent.fromId, amount },
      ...{ refundOf: sent.txId, refundOfStripe: 3, deadline: NOW + 15_000 },
    });
    const kept = refund(30n);
    expect(await refunds.claim(kept)).toBe('claimed');
    expect(await refunds.claim(refund(21n))).toBe('exceeds');
    const aborted = { ...refund(20n), deadline: NOW + 14_000 };
    expect(await refunds.claim(aborted)).toBe('claimed');
    await refunds.release(aborted);
    await refunds.link(kept);
    const expected = [{ txId: kept.txId, amount: 30n }];
    expect((await journal.find(wallet, sent.txId))?.refunds).toEqual(expected);
    expect((await journal.get(sent.fromId, sent.txId))?.refunds).toEqual(expected);
  });

  it('has the stripe of the payment in its item, from which its workflow claims', async () => {
    const sent = await steps.created({ ...transfer('7', '8'), refundOf: nextUlid(NOW), refundOfStripe: 5 });
    expect(await journal.get('7', sent.txId)).toMatchObject({ refundOf: sent.refundOf, refundOfStripe: 5 });
  });
});
