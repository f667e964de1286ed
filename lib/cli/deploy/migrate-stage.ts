import { setTimeout as pause } from 'node:timers/promises';
import { documentsAt } from '../../store/documents.ts';
import { Journal } from '../../store/journal/journal.ts';
import { Migrations } from '../../store/migrations.ts';
import { UnopenedWallets } from '../../store/unopened-wallets.ts';
import { linesOf, migrate } from '../../usecases/migrate.ts';
import { openStatementsIn } from '../../usecases/open-statements.ts';
import type { Layout } from './layout.ts';

/**
 * Brings what older versions stored to the form of this one. Call it once the functions and the state
 * machines of this version are deployed.
 * @returns what it did, a line for each migration
 */
export async function migrateStage({ stage, region, shards }: Layout): Promise<string[]> {
  const db = documentsAt({ region });
  const stores = {
    journal: new Journal(db, `mib-${stage}-journal`),
    migrations: new Migrations(db, `mib-${stage}-wallets`),
    openStatements: async (clock: () => number) => {
      const tables = shards.map(
        (at, n) => new UnopenedWallets(documentsAt({ region: at }), `mib-shard-${n}-${stage}-wallets`),
      );
      const opened = await Promise.all(tables.map((table) => openStatementsIn(table, clock)));
      return opened.reduce((sum, count) => sum + count, 0);
    },
  };
  return linesOf(await migrate(stores, { now: Date.now, pause, progress: console.log, olderRuns: true }));
}
