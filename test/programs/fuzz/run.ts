// `npm run test:fuzz`: calls both services of a running stack with what their OpenAPI documents allow and with what they do not, and
// has every answer checked by the document. Exit code 1 if anything is found.

import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { explanation } from '../../../lib/local/main.ts';
import { startStack } from '../../../lib/local/stack.ts';
import { stopwatch, wholeNumber } from '../../support/environment/command-line.ts';
import { pythonWith } from '../../support/environment/python.ts';
import { Log } from './aftermath.ts';
import { fuzzStack, type Outcome } from './plan.ts';
import { SCHEMATHESIS } from './schemathesis.ts';
import { neverReached, requestsOf, summary } from './summary.ts';

/** How many requests are drawn for each route and phase, and how many that must be in all: fewer say that something is wrong. */
const FULL = { maxExamples: 400, requests: 10_000 };
const SHORT = { maxExamples: 6, requests: 1_000 };

const options = refuseConsumedByNpm(
  new Command('npm run test:fuzz --')
    .description('Fuzzes a running local stack by its OpenAPI documents, with schemathesis (Python 3.10 or later).')
    .option('--seed <number>', 'the seed of the requests', wholeNumber, Date.now() % 2 ** 31)
    .option('--max-examples <number>', `the maximum for each route in each phase (${FULL.maxExamples})`, wholeNumber)
    .option('--requests <number>', `the minimum of requests in total (${FULL.requests})`, wholeNumber)
    .option('--short', `run for about a minute: ${SHORT.maxExamples} examples, ${SHORT.requests} requests`, false),
)
  .parse()
  .opts<{ seed: number; maxExamples?: number; requests?: number; short: boolean }>();
const { maxExamples, requests } = { ...(options.short ? SHORT : FULL), ...options };
const { seed } = options;

/** Cheap passwords, and no limits that a single client would come to. What the stack is started with otherwise is the default. */
const EASY = {
  PASSWORD_COST: '4',
  WRITES_PER_MINUTE: '1000000',
  READS_PER_MINUTE: '1000000',
  PUBLIC_READS_PER_MINUTE: '1000000',
  REGISTRATIONS_PER_HOUR: '1000000',
  LOGINS_PER_MINUTE: '1000000',
};

const say = stopwatch();
const folder = await mkdtemp(path.join(tmpdir(), 'mib-fuzz-'));
const log = new Log();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(130));

try {
  say(`seed ${seed}: ${maxExamples} examples for each route and phase`);
  const python = await pythonWith(SCHEMATHESIS.name, SCHEMATHESIS.version);
  Object.assign(process.env, EASY);
  const stack = await startStack({ shards: { count: 2 }, logs: log });
  const outcome = await fuzzStack(stack, log, { python, folder, seed, maxExamples, say }).finally(stack.stop);
  for (const line of summary(outcome)) console.log(line);
  const wrong = whatIsWrong(outcome);
  if (wrong.length > 0) await fail(wrong);
  end(0);
} catch (error) {
  await fail(explanation(error));
}

function whatIsWrong({ findings, promised }: Outcome): string[] {
  const total = findings.reduce((sum, one) => sum + requestsOf(one), 0);
  const failures = findings.reduce((sum, one) => sum + one.failures, 0);
  const broken = promised.filter((one) => one.broken.length > 0).length;
  console.log(`${total} requests, ${failures} failures, ${broken} promises broken`);
  return [
    ...findings.filter((one) => one.failures > 0).map(({ target, printed }) => `${target.name}:\n${printed}`),
    ...(total < requests ? [`there were ${total} requests, and there must be ${requests}`] : []),
    ...findings.flatMap((one) => neverReached(one).map((route) => `${one.target.name}: ${route} never succeeded`)),
    ...(broken > 0 ? [`${broken} promises are broken`] : []),
  ];
}

async function fail(lines: readonly string[]): Promise<never> {
  for (const line of lines) console.error(line);
  await writeFile(path.join(folder, 'stack.log'), log.lines.map((line) => `${line}\n`).join(''));
  console.error(`seed ${seed}; logs and reports are kept in ${folder}`);
  process.exit(1);
}

function end(code: number): never {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
