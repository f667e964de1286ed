import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** Runs tests of the project as a program of their own, with more in their environment. */
export function spawnJest(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: StdioOptions,
): ChildProcess {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  // The option takes every word that follows it for a project: a path behind it would run all tests.
  return spawn(process.execPath, [jest, ...argv, '--selectProjects', 'mib'], {
    stdio,
    env: { ...process.env, ...env },
  });
}
