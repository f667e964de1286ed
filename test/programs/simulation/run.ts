import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { loadService } from '../../../lib/local/template/load-service.ts';
import { wholeNumber } from '../../support/environment/command-line.ts';
import { SHARD_COUNT } from '../../support/environment/services.ts';
import { everyRule, KNOWN_SEED } from './breakages.ts';
import type { Exploration } from './explore.ts';
import type { BrokenRule, Message } from './worker.ts';

/**
 * `npm run test:simulation`. Exit code 1 if a schedule breaks a promise, or a broken rule is not
 * seen.
 */
const options = refuseConsumedByNpm(
  new Command('npm run test:simulation --')
    .description('Runs random schedules of transfers under faults and checks every promise of docs/protocol.md.')
    .option('--seed <number>', 'the first seed; equal seeds give equal schedules', wholeNumber, Date.now() % 2 ** 31)
    .option('--runs <number>', 'the number of schedules', wholeNumber, 100_000)
    .option(
      '--workers <number>',
      'the number of workers, each with a seed of its own',
      wholeNumber,
      availableParallelism(),
    )
    .option('--rules', 'also break each rule of the protocol, which the simulation must detect')
    .option('--known', 'with --rules: start at the schedule of seed 7 that is known to show each broken rule')
    .option('--every <number>', 'with --rules: break only every such rule, beginning with the first', wholeNumber, 1)
    .option('--path <path>', 'replay the schedule that a failure named, with its seed'),
)
  .parse()
  .opts<{
    seed: number;
    runs: number;
    workers: number;
    rules?: true;
    known?: true;
    every: number;
    path?: string;
  }>();

/** What the functions of the schedules would log is not asked for. */
const QUIET = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };

const started = performance.now();
// As the set-up of the tests reads them, and `npm start`, so that they are printed once for all.
const [orchestrator, shard] = await Promise.all([
  loadService({}),
  loadService({ config: 'serverless.shard.yml', env: { SHARD_NUMBER: '0', SHARD_COUNT: String(SHARD_COUNT) } }),
]);
const workers = options.path ? 1 : Math.max(1, options.workers);
console.log(`seed ${options.seed}: ${options.runs} schedules in ${workers} workers`);
const done = new Array<number>(workers).fill(0);
const brokenRules: BrokenRule[] = [];
const explorations = await Promise.all(Array.from({ length: workers }, (_, n) => exploreInWorker(n)));
if (options.rules) reportRules();
report(explorations);

function exploreInWorker(n: number): Promise<Exploration & { seed: number }> {
  const seed = options.seed + n;
  const runs = Math.ceil(options.runs / workers);
  const all = options.rules ? everyRule(options.every).map(({ name }) => name) : [];
  const rules = all.filter((_, index) => index % workers === n);
  const workerData = {
    services: { orchestrator, shard },
    seed,
    runs,
    path: options.path,
    rules,
    ruleSeed: options.known ? KNOWN_SEED : options.seed,
    known: options.known === true,
  };
  return new Promise((resolve, reject) => {
    new Worker(new URL('./worker.ts', import.meta.url), { workerData, env: { ...process.env, ...QUIET } })
      .on('message', (message: Message) => {
        if ('exploration' in message) resolve({ ...message.exploration, seed });
        else if ('rule' in message) brokenRules.push(message.rule);
        else progress(n, message.progress);
      })
      .on('error', reject);
  });
}

function progress(worker: number, count: number): void {
  const before = total();
  done[worker] = count;
  if (Math.floor(total() / 10_000) > Math.floor(before / 10_000)) {
    console.log(`${total()} schedules, ${perMinute(total())} a minute`);
  }
}

function total(): number {
  return done.reduce((sum, part) => sum + part, 0);
}

function reportRules(): void {
  for (const { name, found, harmlessWithRule } of brokenRules) {
    const seen = found === undefined ? 'not seen' : `seen in schedule ${found}`;
    console.log(
      `rule broken: ${name}: ${harmlessWithRule ? seen : 'the schedule breaks a promise with the rule, too'}`,
    );
    if (found === undefined || !harmlessWithRule) process.exitCode = 1;
  }
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
  if (failures.length > 0) process.exitCode = 1;
}
