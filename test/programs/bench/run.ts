import { cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { auditTime } from './audit-time.ts';
import { onBenchStack } from './bench-stack.ts';
import { coldStart } from './cold-start.ts';
import { countedGrowth, countedWork } from './counted.ts';
import { declared } from './declared.ts';
import { TO_A_USER } from './everyday-names.ts';
import { hotWallets } from './hot-wallets.ts';
import { K6_MISSING, k6Version } from './k6.ts';
import { layers } from './layers.ts';
import { loginTime } from './login-time.ts';
import { openLoop } from './open-loop.ts';
import { overload } from './overload.ts';
import { peers } from './peers/peers.ts';
import { announcement, bill, delivery, logBytes, ours, sum, textbook, userEvent } from './price.ts';
import { PRICED_ON } from './prices.ts';
import { knownResults, publish } from './publish.ts';
import type { Price, Results } from './results.ts';
import { speed } from './speed.ts';
import { stripedSpeed } from './striped-speed.ts';
import { tables } from './tables.ts';
import type { CountedWork } from './work.ts';

/**
 * `npm run bench`: measures the cost and the speed of a transfer. Prints the results and writes
 * them to docs/performance.
 */
const USUAL = ['work', 'price', 'growth', 'speed', 'layers', 'overload', 'cold', 'login', 'audit', 'stripes'] as const;
/** `peers` runs only if it is named: it compares mib with servers that the caller has started. */
const PARTS = [...USUAL, 'peers'] as const;
type Part = (typeof PARTS)[number];

/** The sizes beside which reads are counted. */
const LARGE = { journal: [100, 10_000, 100_000], wallets: [10, 10_000] };
const SMALL = { journal: [100, 400], wallets: [10, 100] };

const options = refuseConsumedByNpm(
  new Command('npm run bench --')
    .description('Counts, prices and times transfers; writes docs/performance.md, its charts and results.json.')
    .option('--only <parts>', `the parts to run, separated by commas: ${PARTS.join(', ')}`, parts, [...USUAL])
    .option('--entries <number>', 'the entries that an audit is timed over', Number, 100_000)
    .option('--quick', 'run small sizes and write nothing', false),
)
  .parse()
  .opts<{ only: Part[]; entries: number; quick: boolean }>();

const { only, entries, quick } = options;

/** The function of each part. A price needs the work, counted now or before. */
const FIND: Readonly<Record<Part, () => Promise<Results>>> = {
  work: async () => ({ work: await countedWork(say) }),
  price: async () => ({ price: await priced(results.work ?? (await countedWork(say))) }),
  growth: async () => ({ growth: await countedGrowth(quick ? SMALL : LARGE, say) }),
  speed: async () => ({ speed: await speed({ quick, say }), machine: machine() }),
  layers: async () => ({ layers: await layers({ quick, say }) }),
  overload: async () => ({
    overload: await onBenchStack(({ stack }) => overload(stack, { count: quick ? 100 : 1_000, say })),
    ...(await atFixedRates()),
  }),
  cold: async () => ({ cold: await coldStart({ quick, say }) }),
  login: async () => ({ login: await loginTime({ quick }) }),
  audit: async () => ({ audit: await auditTime({ entries: quick ? 2_000 : entries, say }) }),
  stripes: async () => ({
    hotWallets: await hotWallets({ quick, say }),
    stripedSpeed: await stripedSpeed({ quick, say }),
  }),
  peers: async () => ({ peers: await peers({ quick, say }), machine: machine() }),
};
let results: Results = quick ? {} : await knownResults();

for (const part of PARTS.filter((one) => only.includes(one))) {
  const found = await FIND[part]();
  for (const [name, text] of Object.entries(tables(found))) console.log(`\n${name}\n\n${text}`);
  results = { ...results, ...found };
  if (!quick) await publish(results);
}

async function atFixedRates(): Promise<Pick<Results, 'openLoop'>> {
  const generator = await k6Version();
  if (generator !== undefined)
    return { openLoop: await onBenchStack((bench) => openLoop(bench, { generator, quick, say })) };
  say(K6_MISSING);
  return {};
}

async function priced({ work, row }: CountedWork): Promise<Price> {
  const files = await declared();
  const transfer = work['transfer between shards'];
  if (!transfer) throw new Error('no transfer is counted');
  const price = (name: string, one: typeof transfer) =>
    sum(bill(name === TO_A_USER ? userEvent(one, files) : ours(one, row, files)));
  return {
    pricedOn: PRICED_ON,
    logBytes: logBytes(transfer, files),
    ours: bill(ours(transfer, row, files)),
    textbook: bill(textbook(transfer, files)),
    perMillion: {
      ...Object.fromEntries(Object.entries(work).map(([name, one]) => [name, price(name, one)])),
      'event on the bus and in the queue, for a webhook or a rule': sum(bill(announcement(files))),
      'delivery of an event to one subscription': sum(bill(delivery(files))),
    },
  };
}

function machine(): string {
  const [{ model = 'unknown' } = {}] = cpus();
  return `Measured on ${cpus().length} cores (${model}), Node ${process.versions.node}, ${process.platform}.`;
}

function say(line: string): void {
  console.error(line);
}

function parts(text: string): Part[] {
  return text.split(',').map((name) => {
    // The part "speed" includes the memory of the processes.
    const part = PARTS.find((known) => known === (name === 'memory' ? 'speed' : name));
    if (!part) throw new InvalidArgumentError(`write some of ${PARTS.join(', ')}`);
    return part;
  });
}
