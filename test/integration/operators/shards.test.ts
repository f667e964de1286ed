import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Command, CommanderError } from 'commander';
import * as z from 'zod';
import { operatorProgram } from '../../../lib/cli/operator/program.ts';
import type { GrowthState } from '../../../lib/domain/growth.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { blocks } from '../../project/markdown.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, NOWHERE, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { stsServer } from './sts.ts';

const STAGE = 'test';
const LONG_AGO = 1_700_000_000_000;

let world: InProcessWorld;
let sts: Listening;
let environment: Record<string, string>;
let growths: Growths;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  sts = await listening(stsServer());
  world.setStageSettings(STAGE);
  environment = {
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: 'ann',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
  growths = new Growths(world.tables.documents, world.tables.wallets);
});
afterAll(async () => {
  await world.stop();
  await sts.stop();
});

const operator = (argv: readonly string[], more: Record<string, string> = {}) =>
  runOperator(['--stage', STAGE, ...argv], { ...environment, ...more });
const shards = (...argv: string[]) => operator(['shards', ...argv]);
const because = (...argv: string[]) => shards(...argv, '--reason', 'more room');

/** What movers do at a shard. */
function movesOf(shard: 0 | 1): ShardMoves {
  const { documents, shardWallets, shardEntries } = world.tables;
  return new ShardMoves(documents, shardWallets[shard], new Statements(documents, shardEntries[shard]), shard);
}

/** Each growth of these tests has a number of its own, so that the movers of another one end. */
let op = 0;
/** Stores a growth that began long ago. */
async function growthIn(state: GrowthState, step = { from: 2, to: 1 }, parts: readonly object[] = [{}, {}]) {
  op += 10;
  const part = { in_pass: 0, done: state === 'moved', moved: 0, seen: 0, waiting: 0, version: 0 };
  const stored = Object.fromEntries(parts.map((one, shard) => [shard, { ...part, ...one }]));
  const rest = { per_second: 1_000, stays: false, started_at: LONG_AGO, expected: 10, parts: stored };
  const Item = { wallet_id: 'growth', op, ...step, state, ...rest };
  await world.tables.documents.send(new PutCommand({ TableName: world.tables.wallets, Item }));
}

const movedAll = () => eventually(async () => (await growths.get())?.state === 'moved');

/** As if the growth had begun long ago: what began before it has ended. */
async function letTimePass(): Promise<void> {
  await world.tables.documents.send(
    new UpdateCommand({
      TableName: world.tables.wallets,
      Key: { wallet_id: 'growth' },
      UpdateExpression: 'SET started_at = :then',
      ExpressionAttributeValues: { ':then': LONG_AGO },
    }),
  );
}

/** The calls of the operators' program in a block of code. */
function callsIn(block: string): string[][] {
  const lines = block.split('\n').filter((line) => line.startsWith('npm run operator -- '));
  return lines.map((line) =>
    [...line.slice('npm run operator -- '.length).matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, word]) => quoted ?? word ?? '',
    ),
  );
}

describe('the commands of docs/growing.md', () => {
  it('grow a stage, here from 2 shards to 1, and its wallets have their money on the other shard', async () => {
    await growthIn('finished', { from: 2, to: 2 });
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    const other = await given.wallet(user);
    const examples = blocks('docs/growing.md', 'sh').filter((block) => block.includes('npm run operator -- shards'));
    const all = examples.flatMap(callsIn).map((argv) => argv.map((word) => (word === '3' ? '1' : word)));
    const names = all.map(([, name]) => name);
    expect([...new Set(names)].sort()).toEqual(['back', 'finish', 'grow', 'pause', 'plan', 'resume', 'show', 'slow']);

    // Turning back is the other way to end.
    for (const argv of all.filter(([, name]) => name !== 'back')) {
      if (argv[1] === 'pause') await growthIn('moving');
      if (argv[1] === 'finish') {
        await movedAll();
        await letTimePass();
      }
      expect({ argv, ...(await operator(argv)) }).toMatchObject({ argv, code: 0 });
    }
    expect((await shards('show')).out).toMatch(/^the wallets are on 1 shard since 20/);
    const directory = new Directory(world.tables.documents, world.tables.wallets);
    for (const walletId of [wallet, other]) expect((await directory.get(walletId))?.shard).toBe(0);
    await given.transfer(user, { from: wallet, to: other, amount: 3 });
    expect(await when.balance(user, wallet)).toMatchObject({ body: { balance: '7' } });
  });
});

describe('shards grow', () => {
  it('follows a growth that it finds, and ends it', async () => {
    await growthIn('moved');
    const { code, out, err } = await because('grow', '--to', '1');
    expect([code, out]).toEqual([0, 'finished: the wallets are on 1 shard, and the books balance\n']);
    expect(err).toBe('[########################] 0 of about 10 wallets moved, moved\n');
  });

  it('goes on where wallets are found elsewhere at its end', async () => {
    await growthIn('finished', { from: 1, to: 2 });
    const { wallet } = await given.userWithWallet({ shard: 1 });
    await growthIn('moved');
    const { code, out, err } = await because('grow', '--to', '1');
    expect([code, out]).toEqual([0, 'finished: the wallets are on 1 shard, and the books balance\n']);
    expect(err).toMatch(/\d+ wallets? (is|are) not where (it belongs|they belong), and (is|are) moved now\n/);
    const directory = new Directory(world.tables.documents, world.tables.wallets);
    expect((await directory.get(wallet))?.shard).toBe(0);
  });

  it('only begins it for the operator who approves it', async () => {
    await growthIn('finished', { from: 1, to: 1 });
    world.setStageSettings(STAGE, { secondPerson: true });
    const asked = await operator(['--json', 'shards', 'grow', '--to', '2', '--reason', 'more room']);
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(asked.out));
    expect(await growths.get()).toMatchObject({ state: 'finished' });
    const approved = await operator(['approve', id], { AWS_ACCESS_KEY_ID: 'bob' });
    world.setStageSettings(STAGE);
    expect([approved.code, approved.out]).toEqual([0, expect.stringContaining('the wallets move from 1 to 2 shards')]);
    expect(await growths.get()).toMatchObject({ from: 1, to: 2 });
    await movedAll();
  });

  it('ends with 1 where the growth is paused, and says how it goes on', async () => {
    await growthIn('paused');
    const { code, err } = await because('grow', '--to', '1');
    expect([code, err]).toEqual([1, expect.stringMatching(/the growth is paused: go on with "shards resume"\n$/)]);
  });
});

it('shards back brings the wallets home, and a growth turned back twice ends', async () => {
  await growthIn('finished', { from: 2, to: 2 });
  const { wallet } = await given.userWithWallet({ money: 10 });
  const home = (await new Directory(world.tables.documents, world.tables.wallets).get(wallet))?.shard;
  await because('grow', '--to', '1', '--no-wait');
  for (const to of [2, 1, 2]) {
    expect((await because('back', '--no-wait')).code).toBe(0);
    expect(await growths.get()).toMatchObject({ to, stays: true });
  }
  await movedAll();
  await letTimePass();
  expect(await because('finish')).toMatchObject({ code: 0, err: '' });
  expect((await new Directory(world.tables.documents, world.tables.wallets).get(wallet))?.shard).toBe(home);
});

it('shards back begins while a shard is down', async () => {
  await growthIn('paused', { from: 1, to: 2 }, [{ moved: 7 }, {}]);
  const down = { SHARD_ADDRESS_1: NOWHERE };
  const argv = ['shards', 'back', '--no-wait', '--reason', 'the new shard is down'];
  const { code, out } = await operator(argv, down);
  expect([code, out]).toEqual([0, 'the wallets move from 2 to 1 shard: see "shards show"\n']);
  expect(await growths.get()).toMatchObject({ to: 1, expected: 7 });
  await because('back', '--no-wait');
  await movedAll();
});

describe('shards show', () => {
  it('says of each shard how far it is, and what waits', async () => {
    const touched_at = Date.now() - 300_000;
    await growthIn('moving', { from: 1, to: 2 }, [{ moved: 5, seen: 12, waiting: 2, left: ['7'], touched_at }, {}]);
    expect((await shards('show')).out.split('\n')).toEqual([
      'from 1 to 2 shards, moving, at most 1000 wallets a second, since 2023-11-14T22:13:20.000Z',
      '  shard 0: 5 moved, 12 read, 2 wait for a shard that does not respond (1 of them unavailable), last page 5 min ago',
      '  shard 1: 0 moved, 0 read, no mover has begun',
      '',
    ]);
  });
});

describe('wallets show', () => {
  it('says of a wallet that moves where it goes, and finds it there before the directory names the shard', async () => {
    const { wallet } = await given.userWithWallet({ money: 10 });
    const directory = new Directory(world.tables.documents, world.tables.wallets);
    const from = (await directory.get(wallet))?.shard === 0 ? 0 : 1;
    const to = from === 0 ? 1 : 0;
    const [here, there] = [movesOf(from), movesOf(to)];
    const named = 9_000_000;
    const marked = await here.mark({ walletId: wallet, op: named, to });
    const shown = async () => (await operator(['wallets', 'show', wallet])).out;
    expect(await shown()).toContain(`  moves to shard ${to}: nothing is paid from it or to it until it is there\n`);
    expect(await shown()).toContain(`wallet ${wallet} on shard ${from}: ACTIVE`);

    await world.streamed();
    const entries = await new Statements(world.tables.documents, world.tables.shardEntries[from]).page(wallet, {
      order: 'asc',
      limit: 10,
    });
    await there.copy(wallet, entries.entries);
    await there.put({ walletId: wallet, op: named, from, item: marked.item ?? '' });
    await here.tomb(wallet, named);
    expect(await shown()).toContain(`wallet ${wallet} on shard ${to}: ACTIVE`);
    expect(await shown()).toContain('  balance 10: 10 available, 0 reserved\n');
    await directory.moveTo(wallet, { shard: to, op: named });
  });
});

/** Without the program's exit. @returns what it says of arguments that it does not take */
async function refusal(argv: readonly string[]): Promise<string> {
  const said: string[] = [];
  const stay = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
    for (const one of command.commands) stay(one);
  };
  const program = operatorProgram();
  stay(program);
  const ended = program.parseAsync(['--stage', STAGE, 'shards', ...argv], { from: 'user' });
  await expect(ended).rejects.toThrow(CommanderError);
  return said.join('').trim();
}

describe('wrong arguments', () => {
  it.each<[string[], string]>([
    [['plan'], "error: required option '--to <number>' not specified"],
    [
      ['plan', '--to', '0'],
      "error: option '--to <number>' argument '0' is invalid. not a whole number from 1 to 999999",
    ],
    [['plan', '--to', '3', '--now'], "error: unknown option '--now'"],
    [['grow', '--to', '3'], "error: required option '--reason <text>' not specified"],
    [['grow', '--to', 'three'], "error: option '--to <number>' argument 'three' is invalid. not a whole"],
    [['grow', '--to', '3', '--per-second', '0.5'], "error: option '--per-second <wallets>' argument '0.5' is invalid"],
    [['slow', '--reason', 'x'], "error: required option '--per-second <wallets>' not specified"],
    [['slow', '--per-second', '0', '--reason', 'x'], "error: option '--per-second <wallets>' argument '0' is invalid"],
    [['back'], "error: required option '--reason <text>' not specified"],
    [['pause'], "error: required option '--reason <text>' not specified"],
    [['resume', 'now', '--reason', 'x'], "error: too many arguments for 'resume'"],
    [['finish', '--to', '3', '--reason', 'x'], "error: unknown option '--to'"],
    [['show', '--to', '3'], "error: unknown option '--to'"],
  ])('%j are named', async (argv, text) => {
    expect(await refusal(argv)).toContain(text);
  });
});

const NONE = 'the number of shards does not change now: see "shards show"\n';

describe('a command that does not fit', () => {
  it.each<[string[], GrowthState, { from: number; to: number }, string]>([
    [['plan', '--to', '2'], 'finished', { from: 1, to: 2 }, 'the wallets are on 2 shards already\n'],
    [
      ['plan', '--to', '3'],
      'finished',
      { from: 1, to: 2 },
      'the stage has 2 shards: deploy it with --shards 3 first, or start it with npm start -- --shards 3\n',
    ],
    [['plan', '--to', '1'], 'finished', { from: 2, to: 3 }, 'wallets are on 3 shards, and the stage has 2\n'],
    [
      ['grow', '--to', '2'],
      'paused',
      { from: 2, to: 1 },
      'the growth from 2 to 1 shard is not finished: finish it, or turn it back\n',
    ],
    [['grow', '--to', '2'], 'finished', { from: 1, to: 2 }, 'the wallets are on 2 shards already\n'],
    [['back'], 'finished', { from: 2, to: 2 }, NONE],
    [['back'], 'finished', { from: 2, to: 1 }, 'the growth to 1 shard is finished: grow to 2 instead\n'],
    [['pause'], 'finished', { from: 1, to: 2 }, NONE],
    [['pause'], 'moved', { from: 1, to: 2 }, 'all wallets are moved already: see "shards finish"\n'],
    [['resume'], 'finished', { from: 1, to: 2 }, NONE],
    [['resume'], 'moved', { from: 1, to: 2 }, 'all wallets are moved already: see "shards finish"\n'],
    [['slow', '--per-second', '5'], 'finished', { from: 1, to: 2 }, NONE],
    [
      ['slow', '--per-second', '5'],
      'moved',
      { from: 1, to: 2 },
      'all wallets are moved already: see "shards finish"\n',
    ],
    [['finish'], 'finished', { from: 1, to: 2 }, NONE],
    [['finish'], 'paused', { from: 1, to: 2 }, 'not all wallets are moved yet: see "shards show"\n'],
  ])('%j is refused while the growth is %s (%j), and changes nothing', async (argv, state, step, text) => {
    await growthIn(state, step);
    const before = await growths.get();
    const { code, err } = await (argv[0] === 'plan' ? shards(...argv) : because(...argv));
    expect([code, err]).toEqual([1, text]);
    expect(await growths.get()).toEqual(before);
  });
});
