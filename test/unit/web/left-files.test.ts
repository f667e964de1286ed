import { MibProblem } from 'mib/client';
import { amountsOf } from '../../../lib/payment-file/amounts.ts';
import { KEY_IN_METADATA, keyed } from '../../../lib/payment-file/keyed.ts';
import { planOf } from '../../../lib/payment-file/progress.ts';
import { readPayments } from '../../../lib/payment-file/read.ts';
import { findLeft } from '../../../lib/web/wallet/file/find-left.ts';
import { forgetLeft, leaveRun, leftFile, leftFiles } from '../../../lib/web/wallet/file/left-files.ts';
import { readRun, type StoredRun, writeRun } from '../../../lib/web/wallet/file/stored-run.ts';

const HOUR = 3_600_000;
const BEGUN = Date.parse('2026-11-26T10:00:00Z');
const TEXT = 'to_id,amount,note\n4242,987654,secret\n4343,2,\n4444,3,\n';

class Storage {
  readonly items = new Map<string, string>();
  get length() {
    return this.items.size;
  }
  key = (index: number) => [...this.items.keys()][index] ?? null;
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => void this.items.set(name, value);
  removeItem = (name: string) => void this.items.delete(name);
}

/** A file of three rows: the first is accepted, the second was sent, the third was not. */
const run = (more: Partial<StoredRun> = {}): StoredRun => ({
  name: 'staff.csv',
  text: TEXT,
  from: '41',
  rows: { 2: { sentAt: BEGUN, TxID: 'A' }, 3: { sentAt: BEGUN + 1 } },
  total: 3,
  ...more,
});

const WORTH = {
  wallets: new Map([
    ['40', 'XXX'],
    ['41', 'XXX'],
  ]),
  digits: new Map([['XXX', 0]]),
};
const rowsOf = (text: string) => keyed('staff.csv', amountsOf(readPayments(text, '41').rows, WORTH).payments);

/** A client whose wallet 41 has the transfers of these keys. */
function having(transfers: Readonly<Record<string, string>>) {
  const asked: unknown[] = [];
  return {
    asked,
    async *transactions(walletId: string, { from }: { readonly from: string }) {
      asked.push([walletId, from]);
      if (walletId !== '41')
        throw new MibProblem(new Response(null, { status: 404 }), { code: 'wallet_not_found' }, BEGUN);
      for (const [key, TxID] of Object.entries(transfers)) yield { TxID, metadata: { [KEY_IN_METADATA]: key } };
    },
  };
}

describe('A file that is partly paid when its user logs out', () => {
  it('leaves its name, when it was begun and how many rows are accepted, and nothing of its rows', () => {
    const storage = new Storage();
    writeRun(storage, 'ann', run());
    leaveRun(storage, 'ann');
    expect(readRun(storage, 'ann')).toBeUndefined();
    expect(leftFiles(storage, 'ann')).toEqual([{ name: 'staff.csv', since: BEGUN, accepted: 1 }]);
    const stored = JSON.stringify([...storage.items]);
    for (const secret of ['987654', '4242', 'secret', '41']) expect(stored).not.toContain(secret);
    expect(leftFiles(storage, 'bob')).toEqual([]);
  });

  it('leaves the decimals that its amounts had as it began: the keys of its rows depend on them', () => {
    const storage = new Storage();
    writeRun(storage, 'ann', run({ digits: { EUR: 2 } }));
    leaveRun(storage, 'ann');
    expect(leftFile(storage, 'ann', 'staff.csv')?.digits).toEqual({ EUR: 2 });
  });

  it('leaves nothing if no row was sent, or all are accepted', () => {
    for (const rows of [
      {},
      { 2: { sentAt: 1, TxID: 'A' }, 3: { sentAt: 1, TxID: 'B' }, 4: { sentAt: 1, TxID: 'C' } },
    ]) {
      const storage = new Storage();
      writeRun(storage, 'ann', run({ rows }));
      leaveRun(storage, 'ann');
      expect(storage.items.size).toBe(0);
    }
  });

  it('is remembered from its first row on, however often it is left, until it is forgotten', () => {
    const storage = new Storage();
    for (const [name, since] of [
      ['staff.csv', BEGUN],
      ['other.csv', BEGUN + HOUR],
      ['staff.csv', BEGUN + 2 * HOUR],
    ] as const) {
      writeRun(storage, 'ann', run({ name, rows: { 2: { sentAt: since } } }));
      leaveRun(storage, 'ann');
    }
    expect(leftFiles(storage, 'ann').map(({ name }) => name)).toEqual(['other.csv', 'staff.csv']);
    expect(leftFile(storage, 'ann', 'staff.csv')?.since).toBe(BEGUN);
    forgetLeft(storage, 'ann', 'staff.csv');
    expect(leftFile(storage, 'ann', 'staff.csv')).toBeUndefined();
  });

  it('is nothing to the page if another program has written it', () => {
    const storage = new Storage();
    for (const written of ['{', 'null', '7', '{"name":"a"}']) {
      storage.setItem('mib.left-file.ann.staff.csv', written);
      expect(leftFiles(storage, 'ann')).toEqual([]);
    }
  });

  it('goes on a day later without paying a row twice: its transfers are found by the keys of its rows', async () => {
    const rows = await rowsOf(TEXT);
    const client = having({ [rows[0]?.idempotencyKey ?? '']: 'A', [rows[1]?.idempotencyKey ?? '']: 'B', other: 'X' });
    const left = { name: 'staff.csv', since: BEGUN, accepted: 1 };
    const progress = await findLeft(left, rows, { client, signal: new AbortController().signal });
    expect(client.asked).toEqual([['41', '2026-11-26T09:59:00.000Z']]);
    const plan = planOf(rows, progress, BEGUN + 48 * HOUR);
    expect(plan.paid.map(({ row, TxID }) => [row, TxID])).toEqual([
      [2, 'A'],
      [3, 'B'],
    ]);
    expect(plan.toSend.map(({ row }) => row)).toEqual([4]);
    expect(plan.lost).toEqual([]);
  });

  it('is refused if it was changed: a row that was paid is not in it', async () => {
    const before = await rowsOf(TEXT);
    const changed = await rowsOf(TEXT.replace('987654', '987655'));
    const client = having({ [before[0]?.idempotencyKey ?? '']: 'A' });
    const left = { name: 'staff.csv', since: BEGUN, accepted: 1 };
    const found = findLeft(left, changed, { client, signal: new AbortController().signal });
    await expect(found).rejects.toThrow('staff.csv was begun before');
  });

  it('may have rows of a wallet that is not the user’s, which have no transfers', async () => {
    const rows = await rowsOf(`from_id,${TEXT.replaceAll('\n', '\n40,').slice(0, -3)}`);
    const left = { name: 'staff.csv', since: BEGUN, accepted: 0 };
    const progress = await findLeft(left, rows, { client: having({}), signal: new AbortController().signal });
    expect(progress.size).toBe(0);
  });
});
