import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** The command lines of the scripts in package.json that run a program of this project. */
const PROGRAMS = Object.values(scripts).flatMap((command) => {
  const [node, ...words] = command.replace(/ --import \S+/, '').split(' ');
  return node === 'node' && !words[0]?.startsWith('node_modules/') ? [words] : [];
});

const Help = z.object({ argv: z.array(z.string()), code: z.number(), stdout: z.string(), stderr: z.string() });

/** `Usage: npm … `, an empty line, a sentence about the program, and the options. */
const USAGE = /^Usage: npm [^\n]+\n\n\S[\s\S]*\nOptions:\n/;

describe('--help', () => {
  it('of every program and subcommand says how to call it and what it does, and does nothing', async () => {
    const argv = [path.join(__dirname, 'print-help.ts'), JSON.stringify(PROGRAMS)];
    const { stdout } = await promisify(execFile)('node', argv, { env: { ...process.env, NODE_COMPILE_CACHE } });
    const all = z.array(Help).parse(JSON.parse(stdout));
    const wrong = all.filter(({ code, stderr, ...help }) => code !== 0 || stderr !== '' || !USAGE.test(help.stdout));
    expect(wrong).toEqual([]);
    expect(all.map((help) => help.argv.slice(1).join(' '))).toEqual(
      expect.arrayContaining(['keys rotate', 'transfers show']),
    );
  }, 60_000);
});
