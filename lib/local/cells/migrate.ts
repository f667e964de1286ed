import { setTimeout as pause } from 'node:timers/promises';
import { documents } from '../../store/documents.ts';
import { Journal } from '../../store/journal/journal.ts';
import { Migrations } from '../../store/migrations.ts';
import { UnopenedWallets } from '../../store/unopened-wallets.ts';
import { migratePayeeRows } from '../../usecases/migrate-payee-rows.ts';
import { openStatementsIn } from '../../usecases/open-statements.ts';
import type { CellSettings } from './cell-settings.ts';

/**
 * Brings what an older version stored in the tables of a cell to the form of this one, before its
 * API opens. The runs of the version before ended with its processes.
 */
export async function migrateTables({ migrated }: Pick<CellSettings, 'migrated'>): Promise<void> {
  const db = documents();
  // A line of the cell's log, in the form of a function's.
  const log = (message: string) => console.log(JSON.stringify({ level: 'INFO', message }));
  if (migrated.journal) {
    const { table, directory } = migrated.journal;
    const stores = { journal: new Journal(db, table), migrations: new Migrations(db, directory) };
    const run = { now: Date.now, pause, progress: log, olderRuns: false };
    const report = await migratePayeeRows(stores, run);
    if ('rows' in report && report.rows > 0) log(`wrote ${report.rows} rows of payees`);
  }
  if (migrated.shardWallets) {
    const opened = await openStatementsIn(new UnopenedWallets(db, migrated.shardWallets), Date.now);
    if (opened > 0) log(`opened ${opened} statements`);
  }
}
