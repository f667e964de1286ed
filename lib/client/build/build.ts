import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { declarationsOf, renamed } from './declarations.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');
const SOURCES = path.join(PROJECT, 'lib/client');

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The packages whose code and types the client contains. */
const BUNDLED = ['openapi-fetch', 'openapi-typescript-helpers'];

/** The modules of the package by their file. A receiver of webhooks needs no client, and a page no receiver. */
const MODULES = ['index', 'verify-webhook'] as const;

/**
 * Builds the package of the client: JavaScript modules for Node and browsers, their declarations,
 * and a manifest without dependencies. The folder is emptied first.
 * @throws Error if an export of a source has no explicit type
 */
export async function buildClient(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  await build({
    entryPoints: MODULES.map((name) => path.join(SOURCES, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    logLevel: 'warning',
  });
  for (const name of readdirSync(SOURCES).filter((entry) => entry.endsWith('.ts'))) {
    write(name.replace(/\.ts$/, '.d.ts'), declarationsOf(path.join(SOURCES, name), BUNDLED));
  }
  for (const name of BUNDLED) write(`${name}.d.ts`, renamed(ofPackage(name, 'dist/index.d.mts'), BUNDLED));
  write('LICENSES', BUNDLED.map((name) => `${name}\n\n${ofPackage(name, 'LICENSE')}`).join('\n\n'));
  write('package.json', `${JSON.stringify(manifest(), null, 2)}\n`);
}

/** The manifest of the package, from the project's own manifest. */
function manifest(): object {
  const { name, version, license } = Manifest.parse(
    JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')),
  );
  return {
    name,
    version,
    description: 'A typed client for the API of mib',
    license,
    type: 'module',
    engines: { node: '>=22' },
    exports: {
      './client': { types: './index.d.ts', default: './index.js' },
      './webhooks': { types: './verify-webhook.d.ts', default: './verify-webhook.js' },
    },
    sideEffects: false,
  };
}

function ofPackage(name: string, file: string): string {
  return readFileSync(path.join(PROJECT, 'node_modules', name, file), 'utf8');
}
