import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import { refuseTakenByNpm } from '../../../lib/config/npm-flags.ts';
import { loadService } from '../../../lib/local/template/load-service.ts';
import { wholeNumber } from '../../support/environment/command-line.ts';
import type { Exploration } from './explore.ts';

/** `npm run test:simulation`: many schedules on all cores, and what they came to. Exit code 1 if one broke a promise. */
const options = refuseTakenByNpm(
  new Command('npm run test:simulation --')
    .description('Runs random schedules of transfers under faults and checks every promise of docs/protocol.md.')
    .option(
      '--seed <number>',
      'the first seed; the same one gives the same schedules',
      wholeNumber,
      Date.now() % 2 ** 31,
    )
    .option('--runs <number>', 'how many schedules', wholeNumber, 100_000)
    .option('--path <path>', 'replays the schedule that a failure named, with its seed'),
)
  .parse()
  .opts<{ seed: number; runs: number; path?: string }>();

const started = performance.now();
const [orchestrator, shard] = await Promise.all([
  loadService({}),
  loadService({ config: 'serverless.shard.yml', env: { SHARD_NUMBER: '0', SHARD_COUNT: '1' } }),
]);
const workers = options.path ? 1 : availableParallelism();
console.log(`seed ${options.seed}: ${options.runs} schedules on ${workers} cores`);
const done = new Array<number>(workers).fill(0);
const explorations = await Promise.all(Array.from({ length: workers }, (_, n) => exploreInWorker(n)));
report(explorations);

function exploreInWorker(n: number): Promise<Exploration & { seed: number }> {
  const seed = options.seed + n;
  const runs = Math.ceil(options.runs / workers);
  const workerData = { services: { orchestrator, shard }, seed, runs, path: options.path };
  return new Promise((resolve, reject) => {
    new Worker(new URL('./worker.ts', import.meta.url), { workerData })
      .on('message', (message: { progress: number } | { exploration: Exploration }) => {
        if ('exploration' in message) resolve({ ...message.exploration, seed });
        else progress(n, message.progress);
      })
      .on('error', reject);
  });
}

function progress(worker: number, count: number): void {
  done[worker] = count;
  const total = done.reduce((sum, part) => sum + part, 0);
  if (total % 10_000 < 1_000) console.log(`${total} schedules, ${perMinute(total)} a minute`);
}

function perMinute(schedules: number): number {
  return Math.round((schedules * 60_000) / (performance.now() - started));
}

function report(all: (Exploration & { seed: number })[]): void {
  const sum = (pick: (exploration: Exploration) => number) => all.reduce((total, one) => total + pick(one), 0);
  const kinds = [...new Set(all.flatMap(({ faults }) => Object.keys(faults)))].sort();
  const schedules = sum((one) => one.schedules);
  console.log(`${schedules} schedules with ${sum((one) => one.transfers)} transfers, ${perMinute(schedules)} a minute`);
  for (const kind of kinds) console.log(`  ${kind}: ${sum((one) => one.faults[kind] ?? 0)}`);
  const failures = all.flatMap(({ failure, seed }) => (failure ? [{ ...failure, seed }] : []));
  for (const { seed, path, plan, broken, found } of failures) {
    console.error(`\nschedule ${found} of seed ${seed} broke a promise:`);
    for (const message of broken) console.error(`  ${message}`);
    console.error(JSON.stringify(plan, null, 2));
    console.error(`replay it with: npm run test:simulation -- --seed ${seed} --path ${path}`);
  }
  console.log(`${failures.length} violations`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
