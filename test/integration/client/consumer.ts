import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NODE_COMPILE_CACHE, PROJECT } from '../../../lib/local/processes/project.ts';

const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE };

/** Another project, which has only the package. */
export interface Consumer {
  readonly folder: string;
  /** Writes a file of the project. */
  write(name: string, text: string): void;
  /** Runs a program of the project on this Node. @returns its output @throws Error if it fails */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): string;
  remove(): void;
}

/** The packages that contain the client. */
export const PACKAGES = ['the client alone', 'the whole project'] as const;

/**
 * Packs with npm and installs the package without network. The whole project is unpacked by hand,
 * without its dependencies, because the client needs none.
 * @param built the folder of the built client for the package of the client alone; without it the
 * client is built in a folder of its own
 */
export function consumer(what: (typeof PACKAGES)[number] = 'the client alone', built?: string): Consumer {
  const folder = mkdtempSync(path.join(tmpdir(), 'mib-consumer-'));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  if (what === 'the client alone') {
    npm(folder, 'install', '--offline', '--no-audit', pack(folder, built ?? buildIn(path.join(folder, 'built'))));
  } else {
    const unpacked = path.join(folder, 'node_modules/mib');
    mkdirSync(unpacked, { recursive: true });
    // npm runs the script "prepare", which builds the client.
    execFileSync('tar', ['-xzf', pack(folder), '-C', unpacked, '--strip-components=1']);
  }
  return {
    folder,
    write,
    run(args, env = {}) {
      const options = { cwd: folder, env: { ...ENVIRONMENT, ...env }, encoding: 'utf8' } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
      if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
      return stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The example program of the client: docs/examples/pay.mjs. */
export function exampleProgram(): string {
  return readFileSync(path.join(PROJECT, 'docs/examples/pay.mjs'), 'utf8');
}

function buildIn(folder: string): string {
  execFileSync(process.execPath, ['lib/client/build/prepare.ts', folder], { cwd: PROJECT, env: ENVIRONMENT });
  return folder;
}

/** @returns the path of the package */
function pack(into: string, ...what: string[]): string {
  npm(PROJECT, 'pack', ...what, '--pack-destination', into);
  return path.join(into, readdirSync(into).find((name) => name.endsWith('.tgz')) ?? '');
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, env: ENVIRONMENT, stdio: 'pipe' });
}
