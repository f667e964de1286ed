import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from '../processes/project.ts';

/**
 * The files that a serverless file can include: these types, in these folders and in the project's
 * folder.
 */
const SOURCES = /\.(ya?ml|json|cjs)$/;
const FOLDERS = ['lib', 'statemachines'];
/** Pins the framework and its plugins. */
const LOCKFILE = 'package-lock.json';
/**
 * Templates beyond this number are removed, oldest first. A checkout needs two, its tests a few
 * more.
 */
const MAX_TEMPLATES = 24;
/**
 * Names the program to AWS, and is in no template. Powertools sets it in each process that loads it, and
 * so in the environment of what the process starts.
 */
const NAME_OF_PROGRAM = 'AWS_SDK_UA_APP_ID';
const TEMPLATES = path.join(PROJECT, 'node_modules/.cache/serverless-print');

/**
 * The template that was printed from the same files, with the same environment and Node. It is
 * printed now if there is none. Printing starts the Serverless Framework, for about 3 s of CPU.
 * @param parameters of the framework's command line
 * @param environment all variables that it can read
 * @param print calls the framework; an error of it is not stored
 * @param folder where templates are stored
 */
export async function printedOnce(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  print: () => Promise<string>,
  folder = TEMPLATES,
): Promise<string> {
  const file = path.join(folder, `${await keyOf(parameters, environment)}.json`);
  const stored = await readFile(file, 'utf8').catch(() => undefined);
  if (stored !== undefined) {
    await utimes(file, new Date(), new Date()).catch(() => undefined);
    return stored;
  }
  const printed = await print();
  await mkdir(folder, { recursive: true });
  // Written under another name and renamed: another start never reads a part of it.
  const draft = path.join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, printed);
  await rename(draft, file);
  await removeOldest(folder);
  return printed;
}

async function keyOf(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const files = await sources();
  const words = new Set(files.flatMap(([, content]) => content.match(/[A-Za-z]\w+/g) ?? []));
  const prefixes = ['AWS_', 'SLS_', 'SERVERLESS_', ...[...words].filter((word) => /^[A-Z]\w*_$/.test(word))];
  const variables = Object.entries(environment)
    .filter(([name]) => words.has(name) || prefixes.some((prefix) => name.startsWith(prefix)))
    .filter(([name]) => name !== NAME_OF_PROGRAM)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const lock = await readFile(path.join(PROJECT, LOCKFILE), 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([process.version, parameters, variables, files, lock]))
    .digest('hex');
}

/**
 * The files of a template with their content. Every variable that a template reads is named in one
 * of them.
 */
async function sources(): Promise<[name: string, content: string][]> {
  const nested = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await readdir(path.join(PROJECT, folder), { recursive: true });
      return names.map((name) => path.join(folder, name));
    }),
  );
  const names = [...(await readdir(PROJECT)), ...nested.flat()].filter((name) => SOURCES.test(name)).sort();
  return Promise.all(
    names
      .filter((name) => name !== LOCKFILE)
      .map(async (name): Promise<[string, string]> => [name, await readFile(path.join(PROJECT, name), 'utf8')]),
  );
}

async function removeOldest(folder: string): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const file = path.join(folder, name);
      const used = await stat(file).catch(() => undefined);
      return { file, usedAt: used?.mtimeMs ?? 0 };
    }),
  );
  const old = files.sort((a, b) => b.usedAt - a.usedAt).slice(MAX_TEMPLATES);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}
