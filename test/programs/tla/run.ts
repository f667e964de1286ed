import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { wholeNumber } from '../../support/environment/command-line.ts';
import type { Configuration } from './configuration.ts';
import { REACHED, SOUND } from './sound.ts';
import { type Checked, check } from './tlc.ts';
import { findTlc } from './tools.ts';
import { configurationOf, VARIANTS } from './variants.ts';

/**
 * `npm run test:tla`. Exit code 1 if a promise breaks with all rules, if it holds without one of
 * them, or if TLC is missing.
 */
const program = refuseConsumedByNpm(
  new Command('npm run test:tla --')
    .description(
      'Checks the TLA+ specification of the transfer, and that each rule that is turned off breaks a promise.',
    )
    .argument('[words...]', 'check only what has one of these words in its name')
    .option('--workers <number>', 'how many TLC run at the same time', wholeNumber, availableParallelism())
    .option('--trace', 'print what TLC says, with the way to each violation'),
).parse();
const { workers, trace } = program.opts<{ workers: number; trace?: true }>();

const tlc = findTlc(process.env);
if ('missing' in tlc) {
  console.error(tlc.missing);
  process.exit(1);
}

const isNamed = ({ name }: Configuration) =>
  program.args.length === 0 || program.args.some((word) => name.toLowerCase().includes(word.toLowerCase()));
const waiting = [...SOUND, ...VARIANTS.map(configurationOf), ...REACHED].filter(isNamed);
const started = performance.now();
const unexpected: string[] = [];
let states = 0;

console.log(`${waiting.length} configurations`);
await Promise.all(Array.from({ length: Math.max(1, workers) }, () => checkNext(tlc.jar)));
const seconds = Math.round((performance.now() - started) / 1_000);
console.log(`${states} distinct states in ${seconds} s, ${unexpected.length} not as expected`);
for (const line of unexpected) console.error(line);
if (unexpected.length > 0 || states === 0) process.exitCode = 1;

async function checkNext(jar: string): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) report(await check(jar, next));
}

function report({ configuration, violated, states: distinct, seconds, printed }: Checked): void {
  const { name, violates } = configuration;
  const found = violated === undefined ? 'holds' : `violates ${violated}`;
  const line = `${String(distinct).padStart(8)} states ${seconds.toFixed(1).padStart(6)} s  ${name}: ${found}`;
  states += distinct;
  console.log(line);
  if (trace) console.log(printed);
  if (violated !== violates) unexpected.push(`expected ${violates ? `a violation of ${violates}` : 'none'}: ${line}`);
}
