import type { Transfer } from '../domain/transfer.ts';
import { Key } from '../store/journal/items.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Migrations } from '../store/migrations.ts';

const NAME = 'payee-rows';
/**
 * A run of a version without rows may finish a transfer until then: it takes at most 120 s
 * (statemachines/transfer.asl.yaml).
 */
const OLDER_RUNS_MS = 150_000;
const PAUSE_MS = 2_000;
/** Transfers whose rows are put side by side. */
const AT_ONCE = 25;

/** What the migration did. `before`: nothing, because it was completed earlier. */
export type PayeeRowsReport =
  | { readonly before: string }
  | { readonly transfers: number; readonly rows: number; readonly resumed: boolean };

/** The time, and what the caller hears meanwhile. */
export interface MigrationRun {
  /** ms since 1970 */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly progress: (line: string) => void;
  /** Whether runs of the version before may still go on. Not where its processes have ended. */
  readonly olderRuns: boolean;
  /** Does it again even if it is completed, as after a journal was restored from a backup. */
  readonly again?: boolean | undefined;
  /** The most items of a page that is read. */
  readonly limit?: number | undefined;
}

/**
 * Puts the rows of payees that versions before 2026-11-26 did not write, from what the journal
 * stores. It may run beside traffic, beside another one, and again. After an interruption it goes on
 * where it was. Once it is completed it is one read.
 */
export async function migratePayeeRows(
  { journal, migrations }: { journal: Journal; migrations: Migrations },
  run: MigrationRun,
): Promise<PayeeRowsReport> {
  const found = await migrations.progress(NAME);
  if (found && 'done' in found && !run.again) return { before: found.done };
  const after = found && 'after' in found ? Key.parse(found.after) : undefined;
  // What such a run finishes has no row, and may lie where the scan has been.
  if (run.olderRuns) await outlastRuns(journal, run);
  let transfers = 0;
  let rows = 0;
  for await (const page of journal.pages({ after, limit: run.limit })) {
    const successful = page.transfers.filter(({ status }) => status === 'SUCCESSFUL');
    transfers += successful.length;
    rows += await putRows(journal, successful);
    if (page.last) await migrations.store(NAME, { after: page.last });
    if (page.last) run.progress(`${transfers} successful transfers read, ${rows} rows of payees written`);
  }
  await migrations.store(NAME, { done: new Date(run.now()).toISOString() });
  return { transfers, rows, resumed: after !== undefined };
}

/** Waits until the transfers that are in flight now are final, or their runs must have ended. */
async function outlastRuns(journal: Journal, { now, pause, progress }: MigrationRun): Promise<void> {
  const begun = now();
  for (let left = [...(await journal.payersOfUnfinished()).keys()]; left.length > 0; ) {
    if (now() - begun > OLDER_RUNS_MS) return;
    progress(`waiting for ${left.length} transfers in flight, at most ${OLDER_RUNS_MS / 1_000} s`);
    await pause(PAUSE_MS);
    const still = await journal.payersOfUnfinished();
    left = left.filter((txId) => still.has(txId));
  }
}

async function putRows(journal: Journal, transfers: readonly Transfer[]): Promise<number> {
  let rows = 0;
  for (let n = 0; n < transfers.length; n += AT_ONCE) {
    const batch = transfers.slice(n, n + AT_ONCE).map((transfer) => journal.putMissingRows(transfer));
    for (const put of await Promise.all(batch)) rows += put;
  }
  return rows;
}
