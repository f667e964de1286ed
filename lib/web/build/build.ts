import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { pageOf } from './page.ts';

const SOURCES = path.resolve(import.meta.dirname, '..');
const PROJECT = path.resolve(SOURCES, '../..');
const tailwind = createRequire(import.meta.url).resolve('@tailwindcss/cli/package.json');

/** The web pages, each with its own folder, script and title. */
const ENTRIES = [
  { name: 'wallet', title: 'mib wallet', base: '/app' },
  { name: 'console', title: 'mib control room', base: '' },
] as const;

/**
 * Builds the web pages: for each a folder with `index.html`, and `assets/` whose names have a hash
 * of their content. The folder is replaced as a whole, so that a page never mixes two builds.
 * @param folder the target, by default `.web` of the project
 * @throws Error with the problems that esbuild or Tailwind found
 */
export async function buildWeb(folder = path.join(PROJECT, '.web')): Promise<void> {
  const draft = `${folder}-${process.pid}`;
  try {
    const styles = await stylesheet(draft);
    const theme = await earlyTheme();
    for (const { name, title, base } of ENTRIES) {
      const assets = path.join(draft, name, 'assets');
      const script = await scripts(name, assets);
      const icon = hashed('icon.svg', readFileSync(path.join(SOURCES, 'ui/icon.svg')), assets);
      const style = hashed('style.css', styles, assets);
      const early = hashed('theme.js', theme, assets);
      const page = pageOf({ title, base, icon, style, early, ...script });
      writeFileSync(path.join(draft, name, 'index.html'), page);
    }
    rmSync(path.join(draft, 'style.css'));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @returns the names of the entry's script, and of the files that it loads at once */
async function scripts(name: string, assets: string): Promise<{ script: string; preload: string[] }> {
  const { metafile } = await build({
    entryPoints: { [name]: path.join(SOURCES, name, 'main.tsx') },
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // preact-iso loads it only to render on a server.
    external: ['preact-render-to-string'],
    // The source, of which the built package may be older.
    alias: { 'mib/client': path.join(PROJECT, 'lib/client/index.ts'), 'csv-parse/sync': 'csv-parse/browser/esm/sync' },
    loader: { '.css': 'text' },
    legalComments: 'linked',
    logLevel: 'warning',
    absWorkingDir: PROJECT,
  });
  const outputs = Object.entries(metafile.outputs);
  const entry = outputs.find(([, { entryPoint }]) => entryPoint === `lib/web/${name}/main.tsx`);
  if (!entry) throw new Error(`esbuild made no script of lib/web/${name}/main.tsx`);
  const [file, { imports }] = entry;
  const preload = imports.filter(({ kind }) => kind === 'import-statement').map((chunk) => path.basename(chunk.path));
  return { script: path.basename(file), preload };
}

/** The script that sets the theme before the first paint. */
async function earlyTheme(): Promise<Buffer> {
  const entry = path.join(SOURCES, 'ui/early-theme.ts');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
    absWorkingDir: PROJECT,
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

/** One style sheet for all entries: the classes that the sources name. */
async function stylesheet(draft: string): Promise<Buffer> {
  mkdirSync(draft, { recursive: true });
  const output = path.join(draft, 'style.css');
  const input = path.join(SOURCES, 'ui/style.css');
  const program = path.join(path.dirname(tailwind), 'dist/index.mjs');
  await promisify(execFile)(process.execPath, [program, '--input', input, '--output', output, '--minify'], {
    cwd: PROJECT,
  });
  return readFileSync(output);
}

/** Writes the file under a name with a hash of its content. @returns the name */
function hashed(name: string, content: Buffer, folder: string): string {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const file = `${stem}-${hash}${ext}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), content);
  return file;
}
