// `npm run test:fuzz`: calls both services of a running stack with requests that their OpenAPI
// documents allow and with others, and checks every response against the document. Exits with 1 on
// any finding.

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

/**
 * The maximum of requests for each route and phase, and the minimum in total: fewer mean that the
 * run is broken.
 */
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

/**
 * Cheap passwords, and limits that a single client cannot reach. Everything else has its default.
 */
const SETTINGS = {
  PASSWORD_COST: '4',
  WRITES_PER_MINUTE: '1000000',
  READS_PER_MINUTE: '1000000',
  PUBLIC_READS_PER_MINUTE: '1000000',
  REGISTRATIONS_PER_HOUR: '1000000',
  LOGINS_PER_MINUTE: '1000000',
  REFRESHES_PER_MINUTE: '1000000',
  SESSION_REQUESTS_PER_MINUTE: '1000000',
  PASSWORD_CHANGES_PER_HOUR: '1000000',
  // The fuzzer logs in once.
  ACCESS_TOKEN_SECONDS: '3600',
};

const say = stopwatch();
const folder = await mkdtemp(path.join(tmpdir(), 'mib-fuzz-'));
const log = new Log();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(130));

try {
  say(`seed ${seed}: ${maxExamples} examples for each route and phase`);
  const python = await pythonWith(SCHEMATHESIS.name, SCHEMATHESIS.version);
  Object.assign(process.env, SETTINGS);
  const stack = await startStack({ shards: { count: 2 }, logs: log });
  const outcome = await fuzzStack(stack, log, { python, folder, seed, maxExamples, say }).finally(stack.stop);
  for (const line of summary(outcome)) console.log(line);
  const wrong = problemsIn(outcome);
  if (wrong.length > 0) await fail(wrong);
  end(0);
} catch (error) {
  await fail(explanation(error));
}

function problemsIn({ findings, promised }: Outcome): string[] {
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
  console.error(`seed ${seed}; logs and reports are in ${folder}`);
  process.exit(1);
}

function end(code: number): never {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
