import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { transferEvent } from '../../../lib/domain/transfer-event.ts';
import { csvRows } from '../../../lib/lambda/http/csv.ts';
import { transferDetailView } from '../../../lib/lambda/http/views.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, NOW, nextUlid, transfer } from './journal-steps.ts';

const SECOND = 1_000;
const iso = (ms: number) => new Date(ms).toISOString();

let tables: FreshTables;
let journal: Journal;
beforeAll(async () => {
  tables = await memoryTables();
  journal = new Journal(tables.documents, tables.journal);
});
afterAll(() => tables.close());

/**
 * An item as a request wrote it until 2026-11-25 when it found its key claimed. The id is from the
 * first request, which crashed; `initiated_at` is from the second one, five seconds later.
 */
async function oldItem(): Promise<{ fromId: string; txId: string }> {
  const [fromId, txId] = [freshWallet(), nextUlid(NOW)];
  const times = { initiated_at: iso(NOW + 5 * SECOND), finished_at: iso(NOW + 6 * SECOND) };
  const Item = { from_id: fromId, tx_id: txId, to_id: freshWallet(), amount: 5n, status: 'SUCCESSFUL', ...times };
  await tables.documents.send(new PutCommand({ TableName: tables.journal, Item }));
  return { fromId, txId };
}

describe('a transfer written later than its id was given', () => {
  it('is shown at, and found by, the timestamp of its id', async () => {
    const { fromId, txId } = await oldItem();
    const found = await journal.get(fromId, txId);
    if (!found) throw new Error('not found');
    expect(found.initiatedAt).toBe(iso(NOW));
    expect(await journal.latest({ walletId: fromId })).toEqual(found);

    const page = (span: { from?: number; to?: number }) =>
      journal.page({ walletId: fromId }, { order: 'asc', limit: 10, ...span });
    const shownAt = Date.parse(found.initiatedAt);
    expect((await page({ from: shownAt, to: shownAt + 1 })).transfers).toEqual([found]);
    expect((await page({ from: shownAt + 1 })).transfers).toEqual([]);
    expect((await page({ to: shownAt })).transfers).toEqual([]);
  });

  it('has the timestamp of its id in the API, the export, the event and the audit', async () => {
    const { fromId, txId } = await oldItem();
    const found = await journal.get(fromId, txId);
    if (!found) throw new Error('not found');
    const view = transferDetailView(fromId, found);
    expect([view.initiated_at, view.timeline[0]?.at]).toEqual([iso(NOW), iso(NOW)]);
    expect(csvRows(fromId, [found]).text).toContain(`${txId},${iso(NOW)},`);
    expect(transferEvent(found).initiated_at).toBe(iso(NOW));
    const all = await Array.fromAsync(journal.all());
    expect(all.filter((one) => one.txId === txId).map(({ initiatedAt }) => initiatedAt)).toEqual([iso(NOW)]);
  });
});

it('a transfer written later than its id was given is stored with the timestamp of its id', async () => {
  const newTransfer = transfer(freshWallet(), freshWallet(), { at: NOW });
  await journal.create(newTransfer, NOW + 5 * SECOND, 'a later request');
  expect((await journal.get(newTransfer.fromId, newTransfer.txId))?.initiatedAt).toBe(iso(NOW));
  const [stored] = (await tables.contents())[tables.journal]?.filter((item) => item.includes(newTransfer.txId)) ?? [];
  expect(stored).toContain(`"initiated_at":"${iso(NOW)}"`);
});
