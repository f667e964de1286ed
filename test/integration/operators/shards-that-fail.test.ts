import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type FaultyShards, faultyShards } from '../../support/in-process/faulty-shards.ts';
import { type InProcessWorld, NOWHERE, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';

const LONG_AGO = 1_700_000_000_000;

let world: InProcessWorld;
let environment: Record<string, string>;
let wallet: string;
const given = givenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  environment = { ...(await world.operatorEnvironment()), AWS_REGION: 'us-east-1' };
  wallet = (await given.userWithWallet({ money: 10, shard: 1 })).wallet;
  await world.streamed();
});
afterAll(() => world.stop());

const operator = (argv: readonly string[], more: Readonly<Record<string, string>>) =>
  runOperator(['--data', 'no-such-folder', ...argv], { ...environment, ...more });

/** Stores a growth that began long ago, from 2 shards to 2. */
async function growthIn(state: 'moved' | 'finished'): Promise<void> {
  const part = { in_pass: 0, done: true, moved: 0, seen: 0, waiting: 0, version: 0 };
  const rest = { per_second: 1_000, stays: false, started_at: LONG_AGO, expected: 0, parts: { 0: part, 1: part } };
  const Item = { wallet_id: 'growth', op: 10, from: 2, to: 2, state, ...rest };
  await world.tables.documents.send(new PutCommand({ TableName: world.tables.wallets, Item }));
}

const REASON = ['--reason', 'a test'];
/** The commands that ask shards, with the wallet's id in place of WALLET. */
const COMMANDS = [
  ['shards', 'plan', '--to', '1'],
  ['shards', 'finish', ...REASON],
  ['audit'],
  ['audit', '--no-settle'],
  ['migrate', '--again', ...REASON],
  ['wallets', 'stripe', 'WALLET', '--into', '2', ...REASON],
  ['wallets', 'freeze', 'WALLET', ...REASON],
  ['wallets', 'unfreeze', 'WALLET', ...REASON],
];
/** Each under its words before the reason. */
const named = (commands: readonly string[][]) =>
  commands.map((argv) => [argv.join(' ').replace(REASON.join(' '), '').trim(), argv] as const);
const words = (argv: readonly string[]) => argv.map((word) => (word === 'WALLET' ? wallet : word));

describe('where every request to a shard fails once', () => {
  let faulty: FaultyShards;
  beforeEach(async () => {
    faulty = await faultyShards(environment);
  });
  afterEach(() => faulty.stop());

  it.each(named(COMMANDS))('%s asks again, and ends as without faults', async (_, argv) => {
    await growthIn(argv.includes('finish') ? 'moved' : 'finished');
    const { code, err } = await operator(words(argv), faulty.addresses);
    expect([code, err]).toEqual([0, '']);
    expect(faulty.failed()).toBeGreaterThan(0);
  });
});

describe('where a shard is down', () => {
  const others = [
    ['shards', 'grow', '--to', '1', ...REASON],
    ['audit', '--continue'],
  ];

  it.each(named([...COMMANDS, ...others]))('%s names the shard, and says what to do', async (_, argv) => {
    await growthIn(argv.includes('finish') ? 'moved' : 'finished');
    const { code, err } = await operator(words(argv), { SHARD_ADDRESS_1: NOWHERE });
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^shard 1 gave no response to \S+ \S+ \(connect ECONNREFUSED .+\)\nRepair that shard: its own alarms and logs name the cause. Then repeat the command: it does what is left to do.\n$/,
      ),
    ]);
  });
});
