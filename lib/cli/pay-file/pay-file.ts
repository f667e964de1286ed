import { open, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MibClient } from '../../client/client.ts';
import { MibProblem } from '../../client/errors.ts';
import { decimalOf } from '../../client/money.ts';
import { NO_CURRENCY } from '../../domain/currency.ts';
import { amountsOf, digitsOf, worthOf } from '../../payment-file/amounts.ts';
import { findPaid, MARGIN_MS, NOT_FOUND } from '../../payment-file/find-paid.ts';
import { digestOf, type KeyedPayment, keyed, transferOf } from '../../payment-file/keyed.ts';
import { type PayerSum, type RowProblem, sumsOf } from '../../payment-file/payment.ts';
import { KEY_LIFE_MS, planOf } from '../../payment-file/progress.ts';
import { MAX_FILE_BYTES, readPayments } from '../../payment-file/read.ts';
import { type RowResult, resultCsv } from '../../payment-file/result.ts';
import { ProgressFile, type ResultOfRow } from './progress-file.ts';

export interface PayFileOptions {
  readonly file: string;
  readonly from?: string | undefined;
  /** By default the name of the file. */
  readonly run?: string | undefined;
  readonly dryRun: boolean;
  readonly firstRun: boolean;
  readonly since?: Date | undefined;
}

interface Surroundings {
  /** Logs in. A file that breaks rules by itself is refused before. */
  readonly logIn: () => Promise<MibClient>;
  readonly print: (line: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}

/**
 * Pays a file, or goes on paying it. However often it is killed and run again, each row is paid once.
 * @returns whether every row ended SUCCESSFUL
 * @throws Error for a file that breaks rules, all of which it names, before anything is paid
 */
export async function payFile(options: PayFileOptions, { logIn, print, now }: Surroundings): Promise<boolean> {
  const { file, from, run = path.basename(file) } = options;
  const bytes = await bytesOf(file);
  const { rows: written, problems: ofFile } = readPayments(textOf(bytes), from);
  assertRules(ofFile);
  const names = { progress: `${file}.${run}.progress`, result: `${file}.${run}.result.csv` };
  if (run === path.basename(file)) Object.assign(names, { progress: `${file}.progress`, result: `${file}.result.csv` });
  if (!options.dryRun && !options.firstRun && options.since === undefined)
    await assertFresh(file, names.progress, now());
  const client = await logIn();
  const { payments, problems } = amountsOf(written, await worthOf(client, await ProgressFile.runOf(names.progress)));
  assertRules(problems);
  const rows = await keyed(run, payments);
  for (const line of sumLines(sumsOf(payments))) print(line);
  if (options.dryRun) {
    print('dry run: nothing was paid');
    return true;
  }
  const begun = { run, file_sha256: await digestOf(bytes), from, digits: digitsOf(payments) };
  const progress = await ProgressFile.open(names.progress, begun);
  try {
    await lookUp(client, progress, rows, options.since, now());
    await sendAll(client, progress, rows, print, now);
    const results = await resultsOf(client, progress, rows, print);
    await writeDurably(
      names.result,
      resultCsv(rows, (row) => results.get(row)),
    );
    return summary(rows, results, names.result, print);
  } finally {
    await progress.close();
  }
}

async function bytesOf(file: string): Promise<Buffer<ArrayBuffer>> {
  const { size } = await stat(file);
  if (size > MAX_FILE_BYTES) throw new Error(`${file} has ${size} bytes: at most ${MAX_FILE_BYTES} are read`);
  return readFile(file);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('the file must be UTF-8');
  }
}

function sentence({ row, column, message }: RowProblem): string {
  return `row ${row}${column === undefined ? '' : `, ${column}`}: ${message}`;
}

function sumLines(sums: readonly PayerSum[]): string[] {
  return sums.map(({ from, count, ...sum }) => `${count} payments from ${from}, ${moneyOf(sum)} in all`);
}

/** A sum without currency is a plain number. One whose decimals the stage does not say is in minor units. */
function moneyOf({ sum, currency, digits }: Pick<PayerSum, 'sum' | 'currency' | 'digits'>): string {
  const amount = digits === undefined ? `${sum} minor units of` : decimalOf(sum, digits);
  return currency === NO_CURRENCY ? decimalOf(sum, digits ?? 0) : `${amount} ${currency}`;
}

function assertRules(problems: readonly RowProblem[]): void {
  if (problems.length > 0) throw new Error([...problems.map(sentence), 'nothing was paid'].join('\n'));
}

/**
 * An old file without its progress may have been paid, and the keys of that time no longer tell.
 * @throws Error that says what to do
 */
async function assertFresh(file: string, progress: string, now: number): Promise<void> {
  const exists = await stat(progress).then(
    () => true,
    () => false,
  );
  const { mtimeMs } = await stat(file);
  if (exists || now - mtimeMs < KEY_LIFE_MS) return;
  throw new Error(
    `${file} is older than a day, and ${progress} is missing. If the file was never paid, add --first-run. ` +
      'If it may have been, add --since with the time of its first run: rows paid since then are found.',
  );
}

/** Finds rows that were sent and whose keys may be forgotten, by the keys in the metadata of transfers. */
async function lookUp(
  client: MibClient,
  progress: ProgressFile,
  rows: readonly KeyedPayment[],
  since: Date | undefined,
  now: number,
): Promise<void> {
  const { lost, toSend } = planOf(rows, progress.rows, now);
  const sought = since ? [...lost, ...toSend] : lost;
  const sentAt = Math.min(...lost.map(({ row }) => progress.rows.get(row)?.sentAt ?? now));
  const begin = Math.min(since?.getTime() ?? now, sentAt - MARGIN_MS);
  const notPaid = new Set(lost.map(({ row }) => row));
  const read = (walletId: string, from: string) => client.transactions(walletId, { from });
  for await (const { row, TxID } of findPaid(sought, read, begin)) {
    await progress.add({ results: [{ row, TxID }] });
    notPaid.delete(row);
  }
  const results = [...notPaid].map((row) => ({ row, refused: NOT_FOUND }));
  if (results.length > 0) await progress.add({ results });
}

async function sendAll(
  client: MibClient,
  progress: ProgressFile,
  rows: readonly KeyedPayment[],
  print: (line: string) => void,
  now: () => number,
): Promise<void> {
  const { paid, toSend: inOrder } = planOf(rows, progress.rows, now());
  // What was sent without a result comes first: its keys are the oldest.
  const isUnknown = ({ row }: KeyedPayment) => progress.rows.has(row) && !progress.rows.get(row)?.refused;
  const toSend = [...inOrder.filter(isUnknown), ...inOrder.filter((payment) => !isUnknown(payment))];
  if (paid.length > 0) print(`${paid.length} rows were accepted before`);
  const rowAt = (place: number) => toSend[place]?.row ?? 0;
  try {
    await client.transferAll(toSend.map(transferOf), {
      onSending: (sent) => progress.add({ sent: sent.map(({ place }) => rowAt(place)), at: now() }),
      onProgress: async ({ done, results }) => {
        await progress.add({
          results: results.flatMap(({ place, result }): ResultOfRow[] => {
            if (!('error' in result)) return [{ row: rowAt(place), TxID: result.TxID }];
            // What is not known stays as it is: sent, without a result.
            const isKnown = result.error.code !== 'internal_error' && result.error.code !== 'unavailable';
            return isKnown ? [{ row: rowAt(place), refused: result.error }] : [];
          }),
        });
        print(`${paid.length + done} of ${rows.length} rows sent`);
      },
    });
  } catch (error) {
    if (error instanceof MibProblem && error.code === 'invalid_input') throw error;
    throw new Error(`${error instanceof Error ? error.message : error}. Run the same command again to go on`, {
      cause: error,
    });
  }
}

/** What has become of each row. A transfer that is not final yet has the status of now. */
async function resultsOf(
  client: MibClient,
  progress: ProgressFile,
  rows: readonly KeyedPayment[],
  print: (line: string) => void,
): Promise<Map<number, RowResult>> {
  const { paid } = planOf(rows, progress.rows, 0);
  print(`waiting for ${paid.length} transfers to be final`);
  const seen = await client.waitForAll(paid);
  const results = new Map<number, RowResult>();
  for (const { row } of rows) {
    const { TxID, refused } = progress.rows.get(row) ?? {};
    const { status = 'PENDING', note = '' } = seen.get(TxID ?? '') ?? {};
    if (TxID !== undefined) results.set(row, { TxID, status, note });
    else if (refused) results.set(row, { error: refused });
  }
  return results;
}

/** The file has all of its content, or the former one. */
async function writeDurably(name: string, text: string): Promise<void> {
  const draft = `${name}.draft`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, name);
}

function summary(
  rows: readonly KeyedPayment[],
  results: ReadonlyMap<number, RowResult>,
  name: string,
  print: (line: string) => void,
): boolean {
  const statusOf = ({ row }: KeyedPayment) => {
    const result = results.get(row);
    if (!result) return 'NOT_SENT';
    return 'error' in result ? 'REFUSED' : result.status;
  };
  const byStatus = Map.groupBy(rows, statusOf);
  for (const [status, theirs] of byStatus) print(`${theirs.length} ${status}`);
  print(`each row is in ${name}`);
  return byStatus.get('SUCCESSFUL')?.length === rows.length;
}
