import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** The most that the first load of a page may take, compressed. Charts are loaded when they are shown. */
export const MAX_FIRST_LOAD_KB = 120;

/** A file with its size as the function sends it. */
interface LoadedFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * The files that a browser loads before it can draw the page: `index.html`, what it names, and what
 * those scripts import statically.
 * @param folder of one entry, as lib/web/build writes it
 */
export function firstLoad(folder: string): LoadedFile[] {
  const names = new Set(['index.html']);
  // Names that are added while the set is walked are walked, too.
  for (const name of names) {
    if (!/\.(html|js)$/.test(name)) continue;
    const text = readFileSync(path.join(folder, name), 'utf8');
    const found = name === 'index.html' ? /(?:href|src)="[^"]*\/assets\/([^"]+)"/g : /(?:import|from)\s*"\.\/([^"]+)"/g;
    for (const [, file = ''] of text.matchAll(found)) names.add(`assets/${file}`);
  }
  return [...names].map((name) => ({ name, bytes: gzipSync(readFileSync(path.join(folder, name))).length }));
}

/** The size of the first load, in KB of 1,024 bytes. */
export function firstLoadKb(folder: string): number {
  return firstLoad(folder).reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
}
