import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const LOOK_EVERY_MS = 300;
const SHELL = /^(.*\/)?-?(ash|bash|dash|ksh|sh|zsh)$/;

interface Parent {
  readonly pid: number;
  /**
   * The parent of the shell, whose change is watched. Undefined if npm has started this process
   * without a shell.
   */
  readonly above?: number | undefined;
}

/**
 * Resolves when the npm that has started this process has ended. Its signals do not arrive here:
 * npm passes SIGTERM to the shell of the script, which ends without passing it on, and `kill -9`
 * passes nothing. Never resolves in a process that npm has not started, since that one may outlive
 * its parent.
 */
export async function npmGone(): Promise<void> {
  if (process.env.npm_lifecycle_event === undefined) return new Promise(() => undefined);
  const parent = await parentNow();
  while (await isThere(parent)) await delay(LOOK_EVERY_MS, undefined, { ref: false });
}

/** For programs without an orderly stop: the processes that they have started end with them. */
export function exitWithNpm(): void {
  npmGone().then(() => process.exit(1));
}

async function parentNow(): Promise<Parent> {
  const pid = process.ppid;
  const { name, parent } = await statusOf(pid);
  return { pid, ...(SHELL.test(name) && { above: parent }) };
}

async function isThere({ pid, above }: Parent): Promise<boolean> {
  // The system gives a process whose parent has ended another parent.
  if (process.ppid !== pid) return false;
  return above === undefined || (await statusOf(pid)).parent === above;
}

/**
 * The name of a process and the id of its parent. Empty if there is no such process or the system
 * cannot tell.
 */
async function statusOf(pid: number): Promise<{ name: string; parent: number | undefined }> {
  const text = await (process.platform === 'linux' ? procStat(pid) : ps(pid)).catch(() => '');
  const { name = '', parent } = STATUS.exec(text)?.groups ?? {};
  return { name, parent: parent === undefined ? undefined : Number(parent) };
}

/** `1234 (sh) S 1200 …`: proc_pid_stat(5). */
const STATUS = /^\s*\d+ \((?<name>.*)\) \S+ (?<parent>\d+)/s;

function procStat(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/stat`, 'utf8');
}

async function ps(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,comm=', '-p', String(pid)]);
  const { parent, name } = /^\s*(?<parent>\d+)\s+(?<name>.*)$/m.exec(stdout)?.groups ?? {};
  return parent === undefined ? '' : `${pid} (${name}) S ${parent}`;
}
