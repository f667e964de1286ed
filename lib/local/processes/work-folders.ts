import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from './project.ts';

// Beside the folders of serverless-esbuild.
const PARENT = path.join(PROJECT, '.esbuild');
const OF_RUN = /^run-pid(?<pid>\d+)-[0-9a-f]+$/;

/**
 * A folder for the bundles of one run of the stack, so that two runs do not bundle into one folder.
 * It is not made yet.
 */
export function newWorkFolder(): string {
  return path.join(PARENT, `run-pid${process.pid}-${crypto.randomUUID().slice(0, 8)}`);
}

/**
 * Removes the folder of one run, and the folders that runs have left behind whose process has
 * ended.
 */
export async function removeWorkFolders(ofThisRun?: string): Promise<void> {
  const names = await readdir(PARENT).catch(() => []);
  const over = names.filter((name) => {
    const pid = OF_RUN.exec(name)?.groups?.pid;
    return path.join(PARENT, name) === ofThisRun || (pid !== undefined && !isRunning(Number(pid)));
  });
  await Promise.all(over.map((name) => rm(path.join(PARENT, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
