import type { Journal } from '../store/journal/journal.ts';
import type { Migrations } from '../store/migrations.ts';
import { type MigrationRun, migratePayeeRows, type PayeeRowsReport } from './migrate-payee-rows.ts';

const STATEMENTS = 'statements';

/** What each migration did, in their order. `before`: nothing, because it was completed earlier. */
export interface MigrationReport {
  readonly payeeRows: PayeeRowsReport;
  readonly statements: { readonly before: string } | { readonly opened: number };
}

interface Stores {
  readonly journal: Journal;
  readonly migrations: Migrations;
  /** Opens the statements of all wallets that have none. @returns how many it opened */
  readonly openStatements: (clock: () => number) => Promise<number>;
}

/**
 * Brings what older versions stored to the form of this one. The functions and state machines of
 * this version must be deployed: an older one could store more, and could not read the new form. It
 * may run beside traffic, be interrupted, and be repeated.
 */
export async function migrate(stores: Stores, run: MigrationRun): Promise<MigrationReport> {
  // The rows come first: they tell the balance at times before a statement was opened.
  return { payeeRows: await migratePayeeRows(stores, run), statements: await migrateStatements(stores, run) };
}

async function migrateStatements(
  { migrations, openStatements }: Stores,
  { now, again }: MigrationRun,
): Promise<MigrationReport['statements']> {
  const found = await migrations.progress(STATEMENTS);
  if (found && 'done' in found && !again) return { before: found.done };
  const opened = await openStatements(now);
  await migrations.store(STATEMENTS, { done: new Date(now()).toISOString() });
  return { opened };
}

/** The report in words, a line for each migration. */
export function linesOf({ payeeRows, statements }: MigrationReport): string[] {
  return [
    `rows of payees: ${'before' in payeeRows ? `done at ${payeeRows.before}` : rowsInWords(payeeRows)}`,
    `statements: ${'before' in statements ? `done at ${statements.before}` : `${statements.opened} opened`}`,
  ];
}

function rowsInWords({ transfers, rows, resumed }: Exclude<PayeeRowsReport, { before: string }>): string {
  const read = `${transfers} successful transfers read${resumed ? ' since the interruption' : ''}`;
  return `${read}, ${rows} rows written`;
}
