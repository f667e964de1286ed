import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { RowProgress } from '../../payment-file/progress.ts';

const Run = z.object({
  run: z.string(),
  file_sha256: z.string(),
  from: z.string().optional(),
  digits: z.record(z.string(), z.int().min(0)).optional(),
});
/**
 * What the progress belongs to. A row's key depends on all of it but the other rows. `digits` are those
 * of the currencies as the run began. A version in which every amount was in minor units stored none.
 */
export type Run = z.infer<typeof Run>;

const Refusal = z.object({ code: z.string(), message: z.string() });
const ResultOfRow = z.object({ row: z.number(), TxID: z.string().optional(), refused: Refusal.optional() });
export type ResultOfRow = z.infer<typeof ResultOfRow>;
const Line = z.union([
  z.object({ sent: z.array(z.number()), at: z.number() }),
  z.object({ results: z.array(ResultOfRow) }),
]);
export type Line = z.infer<typeof Line>;

/**
 * How far a run is, in a file of JSON lines beside the file of payments. The first line is the run.
 * Each further line is on the disk before the program goes on: rows are written before they are sent,
 * and their results before the next request.
 */
export class ProgressFile {
  readonly #file: FileHandle;
  readonly #rows = new Map<number, RowProgress>();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Reads the file, or begins it. A last line that a crash has cut off is removed: what it would say
   * was not done yet, or is asked again.
   * @throws Error if the progress is that of another run or of another content
   */
  static async open(name: string, run: Run): Promise<ProgressFile> {
    const lines = await wholeLines(name);
    const file = await open(name, 'a');
    const progress = new ProgressFile(file);
    const [first, ...rest] = lines;
    if (first === undefined) {
      await progress.#write(run);
      await syncFolder(path.dirname(path.resolve(name)));
      return progress;
    }
    assertSame(name, Run.parse(JSON.parse(first)), run);
    for (const line of rest) progress.#take(Line.parse(JSON.parse(line)));
    return progress;
  }

  /** The run that a file of progress belongs to; undefined if it has not begun. */
  static async runOf(name: string): Promise<Run | undefined> {
    const text = await textIn(name);
    const end = text.indexOf('\n');
    return end === -1 ? undefined : Run.parse(JSON.parse(text.slice(0, end)));
  }

  get rows(): ReadonlyMap<number, RowProgress> {
    return this.#rows;
  }

  async add(line: Line): Promise<void> {
    await this.#write(line);
    this.#take(line);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #write(line: Line | Run): Promise<void> {
    await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    await this.#file.datasync();
  }

  #take(line: Line): void {
    if ('sent' in line) {
      // A key lives from its first request.
      for (const row of line.sent) {
        const known = this.#rows.get(row);
        const isUnknown = known && known.TxID === undefined && !known.refused;
        this.#rows.set(row, { sentAt: isUnknown ? known.sentAt : line.at });
      }
      return;
    }
    for (const { row, TxID, refused } of line.results) {
      this.#rows.set(row, { sentAt: this.#rows.get(row)?.sentAt ?? 0, TxID, refused });
    }
  }
}

async function wholeLines(name: string): Promise<string[]> {
  const text = await textIn(name);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(name, Buffer.byteLength(whole));
  return whole.split('\n').filter((line) => line !== '');
}

/** What the file has; nothing if it does not exist. */
function textIn(name: string): Promise<string> {
  return readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

function assertSame(name: string, known: Run, given: Run): void {
  if (known.run !== given.run || known.from !== given.from) {
    throw new Error(
      `${name} is the progress of run "${known.run}", paid from ${known.from ?? 'the wallets of the file'}`,
    );
  }
  if (known.file_sha256 !== given.file_sha256) {
    throw new Error(
      `the file of payments has changed since run "${known.run}" began: restore it, or put new rows into a new file`,
    );
  }
}

/** A new name in a folder is on the disk once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
