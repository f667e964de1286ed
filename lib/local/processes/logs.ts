import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';

/** Where the lines go that the processes print. */
export interface Logs {
  readonly line: (process: string, line: string) => void;
  readonly close: () => void;
}

/** Every line to stdout, with the process that printed it. */
export const verboseLogs: Logs = {
  line: (process, line) => console.log(`${process} | ${line}`),
  close: () => undefined,
};

/** Nowhere. What a process says last is in the message about its end all the same. */
const noLogs: Logs = { line: () => undefined, close: () => undefined };

/** In a folder, a file for each process; without a folder nowhere. */
export async function logsIn(folder: string | undefined, processes: readonly string[]): Promise<Logs> {
  return folder === undefined ? noLogs : fileLogs(folder, processes);
}

/** A file for each process, `<name>.log`; what the last start wrote is kept in `<name>.previous.log`. */
async function fileLogs(folder: string, processes: readonly string[]): Promise<Logs> {
  await mkdir(folder, { recursive: true });
  const files = new Map(
    await Promise.all(
      processes.map(async (name) => {
        const file = path.join(folder, `${name}.log`);
        await rename(file, path.join(folder, `${name}.previous.log`)).catch(() => undefined);
        return [name, createWriteStream(file)] as const;
      }),
    ),
  );
  return {
    line: (process, line) => files.get(process)?.write(`${line}\n`),
    close: () => {
      for (const file of files.values()) file.end();
      // Last words may still come.
      files.clear();
    },
  };
}
