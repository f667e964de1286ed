import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { linesOf, migrate } from '../../usecases/migrate.ts';
import { openStatements } from '../../usecases/open-statements.ts';
import { connect, type OperatorOptions, operatorStores } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';

/**
 * `migrate`: what `npm run deploy` and `npm start` do by themselves.
 * @param options the program's global options
 */
export function migrateCommand(options: () => OperatorOptions): Command {
  const command = new Command('migrate')
    .description(
      'Brings what an older version stored to the form of this one. Safe while the stage runs, to repeat and to interrupt.',
    )
    .option('--again', 'also what is done already, as after a table was restored from a backup', false);
  return changing(command, { options }, async ({ again }: { again: boolean }) => {
    connect(options());
    const progress = (line: string) => console.error(line);
    const stores = operatorStores();
    const openAll = async (clock: () => number) => (await openStatements(stores.shards, clock)).opened;
    const run = { now: Date.now, pause, progress, olderRuns: true, again };
    const report = await migrate({ ...stores, openStatements: openAll }, run);
    if (options().json) json(report);
    else for (const line of linesOf(report)) console.log(line);
  });
}
