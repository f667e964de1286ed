import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { NODE_COMPILE_CACHE, PROJECT } from '../../../lib/local/processes/project.ts';

/** Where `prepare` builds the client, for `npm run client:pack`. */
const CLIENT = path.join(PROJECT, '.client');
const Scripts = z.object({ scripts: z.object({ prepare: z.string() }) });
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
 * Packs and installs with npm, without network. The whole project is unpacked by hand, without its
 * dependencies, because the client needs none.
 */
export function consumer(what: (typeof PACKAGES)[number]): Consumer {
  const folder = mkdtempSync(path.join(tmpdir(), 'mib-consumer-'));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  buildAsNpmDoes();
  if (what === 'the client alone') {
    npm(folder, 'install', '--offline', '--no-audit', '--install-links', CLIENT);
  } else {
    const unpacked = path.join(folder, 'node_modules/mib');
    mkdirSync(unpacked, { recursive: true });
    execFileSync('tar', ['-xzf', packProject(folder), '-C', unpacked, '--strip-components=1']);
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

let isBuilt = false;

/**
 * Runs the first command of `prepare`, which npm runs before it packs. The others build the pages and
 * print the templates: the set-up of the tests did both.
 */
function buildAsNpmDoes(): void {
  if (isBuilt) return;
  isBuilt = true;
  const { scripts } = Scripts.parse(JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')));
  const [program = '', ...args] = (scripts.prepare.split(' && ')[0] ?? '').split(' ');
  execFileSync(program, args, { cwd: PROJECT, env: ENVIRONMENT });
}

/** @returns the path of the package */
function packProject(into: string): string {
  npm(PROJECT, 'pack', '--ignore-scripts', '--pack-destination', into);
  return path.join(into, readdirSync(into).find((name) => name.endsWith('.tgz')) ?? '');
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, env: ENVIRONMENT, stdio: 'pipe' });
}
