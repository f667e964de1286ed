import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '../../../lib/config/configuration-error.ts';

const run = promisify(execFile);
const FOLDER = path.resolve(import.meta.dirname, '../../../.venv');
const PYTHON = path.join(FOLDER, 'bin/python');

/**
 * The Python of the project's virtual environment, with a package in it. An installed package is
 * used as it is.
 * @throws ConfigurationError if no Python can create the environment
 */
export async function pythonWith(name: string, version: string): Promise<string> {
  if (!existsSync(PYTHON)) await makeEnvironment(name);
  const has = `import importlib.metadata as m; assert m.version('${name}') == '${version}'`;
  const installed = await run(PYTHON, ['-c', has]).catch(() => undefined);
  if (!installed) await run(PYTHON, ['-m', 'pip', 'install', '--quiet', `${name}==${version}`]);
  return PYTHON;
}

async function makeEnvironment(wanted: string): Promise<void> {
  await run('python3', ['-m', 'venv', FOLDER]).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? 'there is no python3 on the PATH' : 'this python3 cannot make a virtual environment';
    throw new ConfigurationError([`${wanted} needs Python 3.10 or later with venv, and ${why}`]);
  });
}
