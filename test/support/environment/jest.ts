import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** Runs tests in a jest of their own, with additional environment variables. */
export function spawnJest(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: StdioOptions,
): ChildProcess {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  // The option takes every following word as a project, so a path after it would run all tests.
  return spawn(process.execPath, [jest, ...argv, '--selectProjects', 'mib'], {
    stdio,
    env: { ...process.env, ...env },
  });
}
