import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';

/** The destination of the processes' output. */
export interface Logs {
  readonly line: (process: string, line: string) => void;
  readonly close: () => void;
}

/** Prints every line with the name of its process. */
export const verboseLogs: Logs = {
  line: (process, line) => console.log(`${process} | ${line}`),
  close: () => undefined,
};

/** Drops every line. The last lines of a process are in the error about its end all the same. */
const noLogs: Logs = { line: () => undefined, close: () => undefined };

/** A file for each process in the folder. Without a folder lines are dropped. */
export async function logsIn(folder: string | undefined, processes: readonly string[]): Promise<Logs> {
  return folder === undefined ? noLogs : fileLogs(folder, processes);
}

/**
 * A file for each process, `<name>.log`. The file of the last start becomes `<name>.previous.log`.
 */
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
      // Last lines may still arrive.
      files.clear();
    },
  };
}
