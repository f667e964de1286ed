import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from './project.ts';

// serverless.yml: custom.esbuild.outputWorkFolder is .esbuild/<service>-<RUN_ID>.
const PARENT = path.join(PROJECT, '.esbuild');
const RUN_ID = /-pid(?<pid>\d+)-[0-9a-f]+$/;

/** The RUN_ID under which one run of the stack builds its functions, so that two runs do not build into one folder. */
export function newRunId(): string {
  return `pid${process.pid}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Removes what a run has built, and what runs have left behind whose process is gone. */
export async function removeWorkFolders(runId?: string): Promise<void> {
  const names = await readdir(PARENT).catch(() => []);
  const over = names.filter((name) => {
    const pid = RUN_ID.exec(name)?.groups?.pid;
    return (runId !== undefined && name.endsWith(`-${runId}`)) || (pid !== undefined && !isRunning(Number(pid)));
  });
  await Promise.all(over.map((name) => rm(path.join(PARENT, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
