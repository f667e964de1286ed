import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Migrations } from '../../../lib/store/migrations.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { UnopenedWallets } from '../../../lib/store/unopened-wallets.ts';
import { linesOf, migrate } from '../../../lib/usecases/migrate.ts';
import { type MigrationRun, migratePayeeRows } from '../../../lib/usecases/migrate-payee-rows.ts';
import { openStatementsIn } from '../../../lib/usecases/open-statements.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { restore, storedItems, storedLists } from '../../support/version-0.1/stored-tables.ts';
import { journalSteps, transfer } from './journal-steps.ts';

const NOW = Date.parse('2026-11-27T00:00:00.000Z');
/** A migration after the processes of the version before have ended. */
const RUN: MigrationRun = { now: () => NOW, pause: async () => undefined, progress: () => undefined, olderRuns: false };

let tables: FreshTables;
let journal: Journal;
let migrations: Migrations;
beforeEach(async () => {
  tables = await memoryTables();
  journal = new Journal(tables.documents, tables.journal);
  migrations = new Migrations(tables.documents, tables.wallets);
  await restore(tables);
});
afterEach(() => tables.close());

const migrated = (run: Partial<MigrationRun> = {}) => migratePayeeRows({ journal, migrations }, { ...RUN, ...run });
const stored = storedItems('journal');
const ofStatus = (...statuses: string[]) => stored.filter(({ item }) => statuses.includes(String(item.status)));
const successful = ofStatus('SUCCESSFUL').map(({ item }) => item);
/** The payers of the transfers in flight, by id. Version 0.1 showed some of these to payees, too. */
const inFlight = new Map(ofStatus('PENDING', 'PROCESSING').map(({ item }) => [item.tx_id, item.from_id]));

/** The lists of version 0.1, and what this version reads in their place. */
async function lists() {
  return Promise.all(
    storedLists().map(async ({ wallet, filter, transfers }) => {
      const statuses = filter.statuses && new Set(filter.statuses);
      const page = await journal.page({ walletId: wallet }, { ...filter, statuses, limit: 100 });
      return { before: { wallet, filter, transfers }, now: page.transfers.map(({ txId }) => txId) };
    }),
  );
}

async function expectSameLists(): Promise<void> {
  for (const { before, now } of await lists()) {
    const { wallet, transfers } = before;
    const expected = transfers.filter((txId) => !inFlight.has(txId) || inFlight.get(txId) === wallet);
    expect({ ...before, transfers: now }).toEqual({ ...before, transfers: expected });
  }
}

describe('migrating the rows of payees, on what version 0.1 stored', () => {
  it('gives every wallet the list that it had, with every filter and reference', async () => {
    expect((await lists()).some(({ before, now }) => now.length < before.transfers.length)).toBe(true);
    expect(await migrated()).toEqual({ transfers: successful.length, rows: successful.length, resumed: false });
    await expectSameLists();
  });

  it('tells the payee of each transfer what it tells the payer', async () => {
    await migrated();
    for (const { from_id, to_id, tx_id } of successful) {
      const { deadline: _, ...seen } = (await journal.get(String(from_id), String(tx_id))) ?? {};
      expect(await journal.get(String(to_id), String(tx_id))).toEqual(seen);
    }
  });

  it('gives every wallet the past balances that its settled transfers make', async () => {
    await migrated();
    const at = Date.parse('2026-11-26T07:10:22.220Z');
    const balances = ['0', '2', '3', '4', '5'].map((wallet) => journal.balanceAt({ walletId: wallet }, at));
    // Wallet 2 has paid 11 to wallet 3 that are decided and not settled.
    expect(await Promise.all(balances)).toEqual([-1_500n, 904n, 585n, 0n, 0n]);
  });

  it('does nothing when it runs again, and the same when it is told to', async () => {
    await migrated();
    const contents = await tables.contents();
    expect(await migrated()).toEqual({ before: '2026-11-27T00:00:00.000Z' });
    expect(await migrated({ again: true })).toMatchObject({ rows: 0, transfers: successful.length });
    expect(await tables.contents()).toEqual(contents);
  });

  it('goes on where it was when it is interrupted in the middle', async () => {
    let pages = 0;
    const progress = () => {
      pages += 1;
      if (pages === 3) throw new Error('interrupted');
    };
    await expect(migrated({ limit: 4, progress })).rejects.toThrow('interrupted');
    const report = await migrated({ limit: 4 });
    expect(report).toMatchObject({ resumed: true });
    expect('transfers' in report && report.transfers).toBeLessThan(successful.length);
    await expectSameLists();
  });

  it('leaves a row alone that the settle task puts at the same time', async () => {
    const all = await Array.fromAsync(journal.all());
    const one = all.find(({ txId }) => txId === successful[0]?.tx_id);
    if (!one) throw new Error('no transfer');
    await Promise.all([migrated(), journal.putMissingRows(one), migrated()]);
    await expectSameLists();
  });

  it('first waits for the runs of the version before, which finish without a row', async () => {
    const steps = journalSteps(tables);
    const late = await steps.created(transfer('2', '3'));
    await steps.decideToCommit(late, '2026-11-26T23:59:59.000Z');
    let now = NOW;
    const pause = async (ms: number) => {
      now += ms;
      if (now - NOW === 120_000) await steps.finish(late, 'SUCCESSFUL');
    };
    await migrated({ now: () => now, pause, olderRuns: true });
    expect(now - NOW).toBeGreaterThanOrEqual(150_000);
    expect(await journal.get('3', late.txId)).toMatchObject({ status: 'SUCCESSFUL' });
  });

  it('waits for nothing if nothing is in flight', async () => {
    const empty = await memoryTables();
    const stores = {
      journal: new Journal(empty.documents, empty.journal),
      migrations: new Migrations(empty.documents, empty.wallets),
    };
    const pause = () => Promise.reject(new Error('waits'));
    expect(await migratePayeeRows(stores, { ...RUN, olderRuns: true, pause })).toMatchObject({ transfers: 0, rows: 0 });
    empty.close();
  });
});

describe('migrating the statements of wallets, on what version 0.1 stored', () => {
  const openStatements = async (clock: () => number) => {
    const opened = await Promise.all(
      tables.shardWallets.map((table) => openStatementsIn(new UnopenedWallets(tables.documents, table), clock)),
    );
    return opened.reduce((sum, count) => sum + count, 0);
  };
  const shard = (n: 0 | 1) => new ShardWallets(tables.documents, tables.shardWallets[n]);
  const all = async (run: Partial<MigrationRun> = {}) =>
    migrate({ journal, migrations, openStatements }, { ...RUN, ...run });

  it('opens one for each wallet, with its booked balance, whatever is held', async () => {
    expect((await all()).statements).toEqual({ opened: 5 });
    const posted: [string, bigint | undefined, number | undefined][] = [];
    for (const n of [0, 1] as const) {
      for (const wallet of (await shard(n).page({ limit: 100 })).wallets) {
        expect(wallet.statement?.posted).toBe(balanceOf(wallet).balance);
        posted.push([wallet.walletId, wallet.statement?.posted, wallet.statement?.seq]);
      }
    }
    expect(posted.sort()).toEqual([
      ['0', -1_500n, 1],
      ['2', 853n, 1],
      ['3', 589n, 1],
      ['4', 59n, 1],
      ['5', 0n, 1],
    ]);
  });

  it('says what it did, and is done once', async () => {
    expect(linesOf(await all())).toEqual([
      `rows of payees: ${successful.length} successful transfers read, ${successful.length} rows written`,
      'statements: 5 opened',
    ]);
    const contents = await tables.contents();
    expect(linesOf(await all())).toEqual([
      'rows of payees: done at 2026-11-27T00:00:00.000Z',
      'statements: done at 2026-11-27T00:00:00.000Z',
    ]);
    expect((await all({ again: true })).statements).toEqual({ opened: 0 });
    expect(await tables.contents()).toEqual(contents);
  });

  it('opens the others after an interruption', async () => {
    const failing = { journal, migrations, openStatements: async () => Promise.reject(new Error('interrupted')) };
    await openStatementsIn(new UnopenedWallets(tables.documents, tables.shardWallets[0]), RUN.now);
    await expect(migrate(failing, RUN)).rejects.toThrow('interrupted');
    expect((await all()).statements).toEqual({ opened: 2 });
  });
});
