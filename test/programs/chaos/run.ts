import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { explanation } from '../../../lib/local/main.ts';
import { stopwatch, wholeNumber } from '../../support/environment/command-line.ts';
import { chaos } from './chaos.ts';
import { summary } from './summary.ts';

/**
 * `npm run test:chaos`: runs the whole system under faults and prints a summary. Exits with 1 if a
 * promise is broken.
 */
const { minutes, seed, history } = refuseConsumedByNpm(
  new Command('npm run test:chaos --')
    .description(
      'Runs the local stack while its processes are killed and its messages are lost, then checks every promise.',
    )
    .option('--minutes <number>', 'the duration of the faults', aboveZero, 3)
    .option('--seed <number>', 'the seed of requests, faults and kills', wholeNumber, Date.now() % 2 ** 31)
    .option('--history <file>', 'write what each client asked and learned, for npm run test:histories'),
)
  .parse()
  .opts<{ minutes: number; seed: number; history?: string }>();

/** The maximum time of everything before and after the faults. */
const OTHER_MS = 10 * 60_000;

const say = stopwatch();
const folder = await mkdtemp(path.join(tmpdir(), 'mib-chaos-'));
const ending = new AbortController();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true;
    ending.abort();
  });
}
const tooLong = new Error(`the run has not ended ${OTHER_MS / 60_000} minutes after the faults`);
setTimeout(() => ending.abort(tooLong), minutes * 60_000 + OTHER_MS);

say(`seed ${seed}: ${minutes} minutes of faults`);
try {
  const outcome = await chaos({ minutes, seed, folder, history, say, signal: ending.signal });
  for (const line of summary(outcome)) console.log(line);
  const violations = outcome.checked.reduce((total, { broken }) => total + broken.length, 0);
  if (violations > 0) fail([`${violations} violations`]);
  console.log('0 violations');
  end(0);
} catch (error) {
  if (interrupted) end(130);
  fail(explanation(error));
}

function fail(lines: readonly string[]): never {
  for (const line of lines) console.error(line);
  console.error(`seed ${seed}; data and logs are in ${folder}`);
  process.exit(1);
}

function end(code: number): never {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

function aboveZero(text: string): number {
  const number = Number(text);
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || number === 0)
    throw new InvalidArgumentError('not a number above 0, for example 0.5');
  return number;
}
