import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';

const run = promisify(execFile);
const Failed = z.object({ code: z.number().nullable(), stdout: z.string(), stderr: z.string() });

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** The scripts of package.json that are programs of this project; the others are other people's tools. */
const PROGRAMS = Object.entries(scripts).flatMap(([script, command]) => {
  const [node, ...argv] = command.split(' ');
  return node === 'node' ? [{ script, argv }] : [];
});

/** What a program prints when it is asked how it is used. */
async function helpOf(argv: readonly string[]) {
  const env = { ...process.env, NODE_COMPILE_CACHE };
  const done = await run('node', [...argv, '--help'], { env, timeout: 15_000 }).catch((error) => Failed.parse(error));
  return { code: 0, ...done };
}

/** A program and its subcommands, of all depths, each with what it prints. */
async function helpOfAll(
  argv: readonly string[],
): Promise<{ argv: readonly string[]; help: Awaited<ReturnType<typeof helpOf>> }[]> {
  const help = await helpOf(argv);
  const [, list = ''] = help.stdout.split('\nCommands:\n');
  const names = [...list.matchAll(/^ {2}(\S+)/gm)].flatMap(([, name = '']) => (name === 'help' ? [] : [name]));
  const below: Awaited<ReturnType<typeof helpOfAll>> = [];
  for (const name of names) below.push(...(await helpOfAll([...argv, name])));
  return [{ argv, help }, ...below];
}

describe('--help', () => {
  it('of every program and subcommand says how to call it and what it does, and does nothing', async () => {
    const queue = [...PROGRAMS];
    const found: { argv: readonly string[]; help: Awaited<ReturnType<typeof helpOf>> }[] = [];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) found.push(...(await helpOfAll(next.argv)));
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    const wrong = found.filter(({ help }) => help.code !== 0 || help.stderr !== '' || !USAGE.test(help.stdout));
    expect(wrong).toEqual([]);
    expect(found.map(({ argv }) => argv.slice(1).join(' '))).toEqual(
      expect.arrayContaining(['keys rotate', 'transfers show']),
    );
  }, 60_000);
});

/** `Usage: npm … `, an empty line, a sentence about what it does, and the options. */
const USAGE = /^Usage: npm [^\n]+\n\n\S[\s\S]*\nOptions:\n/;
