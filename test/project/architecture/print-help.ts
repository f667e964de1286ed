// A process that runs programs with --help, one after another, and prints their output as JSON. Run
// by programs.test.ts. One process loads the modules that the programs share once.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

/** Thrown where a program ends its process, so that it goes no further. */
class Exit extends Error {}

export interface Help {
  readonly argv: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const print = process.stdout.write.bind(process.stdout);
let runs = 0;
/** The program that runs now. What it does after its exit does not count. */
let run: { stdout: string; stderr: string; code?: number } = { stdout: '', stderr: '' };
const captured = (stream: 'stdout' | 'stderr') => (chunk: string | Uint8Array) => {
  if (run.code === undefined) run[stream] += String(chunk);
  return true;
};
process.stdout.write = captured('stdout');
process.stderr.write = captured('stderr');
process.exit = (code) => {
  run.code ??= Number(code ?? 0);
  throw new Exit();
};

/**
 * Runs a program.
 * @param argv its file and arguments
 * @returns its output; code -1 if it did not end its process
 */
async function helpOf(argv: readonly string[]): Promise<Help> {
  const [file = '', ...args] = argv;
  process.argv = [process.execPath, path.resolve(file), ...args, '--help'];
  run = { stdout: '', stderr: '' };
  const url = pathToFileURL(file);
  // A module runs once for each URL.
  url.search = `run=${++runs}`;
  await import(url.href).catch((error: unknown) => {
    if (!(error instanceof Exit)) run.stderr += String(error);
  });
  return { argv, code: -1, ...run };
}

/** The help of a program and of its subcommands, of all depths. */
async function helpOfAll(argv: readonly string[]): Promise<Help[]> {
  const help = await helpOf(argv);
  const [, list = ''] = help.stdout.split('\nCommands:\n');
  const names = [...list.matchAll(/^ {2}([^\s|]+)/gm)].flatMap(([, name = '']) => (name === 'help' ? [] : [name]));
  const all = [help];
  for (const name of names) all.push(...(await helpOfAll([...argv, name])));
  return all;
}

const all: Help[] = [];
for (const argv of z.array(z.array(z.string())).parse(JSON.parse(process.argv[2] ?? ''))) {
  all.push(...(await helpOfAll(argv)));
}
print(JSON.stringify(all));
// A program may have set it when it caught its own exit.
process.exitCode = 0;
