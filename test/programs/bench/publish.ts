import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { charts } from './charts.ts';
import { Results } from './results.ts';
import { tables } from './tables.ts';

const FOLDER = 'docs/performance';
const RESULTS = path.join(FOLDER, 'results.json');
const PAGE = 'docs/performance.md';

/** All results so far. */
export async function knownResults(): Promise<Results> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '{}');
  return Results.parse(JSON.parse(text));
}

/** Writes results.json, the charts, and the tables of the page. */
export async function publish(results: Results): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  for (const [name, svg] of Object.entries(charts(results))) await writeFile(path.join(FOLDER, name), svg);
  await writeFile(PAGE, filled(await readFile(PAGE, 'utf8'), tables(results)));
}

/**
 * Puts each text between `<!-- name -->` and `<!-- /name -->` and changes nothing else.
 * @throws Error if the page has no such place
 */
export function filled(page: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((text, [name, inside]) => {
    const place = new RegExp(`<!-- ${name} -->[^]*?<!-- /${name} -->`);
    if (!place.test(text)) throw new Error(`${PAGE} has no place for ${name}`);
    return text.replace(place, () => `<!-- ${name} -->\n${inside}\n<!-- /${name} -->`);
  }, page);
}
