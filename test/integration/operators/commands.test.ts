import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { ulid } from 'ulid';
import * as z from 'zod';
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { effectOf, nameOf } from '../../../lib/cli/operator/log/declared.ts';
import { operatorProgram } from '../../../lib/cli/operator/program.ts';
import type { GrowthState } from '../../../lib/domain/growth.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { factorSteps } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import { identityOf, stsServer } from './sts.ts';

const STAGE = 'test';
const WHY = 'a reason of a test';

let world: InProcessWorld;
let sts: Listening;
let environment: Record<string, string>;
const given = givenSteps(() => world);
const webhooks = webhookSteps(() => world);
const factors = factorSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  sts = await listening(stsServer());
  environment = {
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: 'ann',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
    TREASURY_PASSWORD: world.treasury.password,
  };
  world.setStageSettings(STAGE);
  await operator(because('keys', 'create', '--shards', '2'));
});
afterAll(async () => {
  await world.stop();
  await sts.stop();
});

const operator = (argv: readonly string[], more: Record<string, string> = {}) =>
  runOperator(['--stage', STAGE, '--json', ...argv], { ...environment, ...more });
const because = (...argv: string[]) => [...argv, '--reason', WHY];
const log = () => new OperatorLog(world.tables.documents, world.tables.operatorLog);

async function entries() {
  const all = [];
  for await (const entry of log().entries()) all.push(entry);
  return all;
}

/** What is in the tables beside the log. */
async function stored() {
  const { [world.tables.operatorLog]: _, ...others } = await world.tables.contents();
  return others;
}

function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}
const COMMANDS = new Map(leavesOf(operatorProgram()).map((command) => [nameOf(command), effectOf(command)]));
/** It serves until it is stopped. The test of its answers calls every route that changes something. */
const SERVES = 'console';
const names = (effect: 'changes' | 'reads') =>
  [...COMMANDS].filter(([name, is]) => is === effect && name !== SERVES).map(([name]) => name);

/** The reasons of commands that take none. */
const OWN_REASONS: Readonly<Record<string, string>> = { approve: 'approved', audit: 'an audit' };

/** A call of each command that succeeds. */
const CALLS: Readonly<Record<string, () => Promise<string[]> | string[]>> = {
  approvals: () => ['approvals'],
  approve: async () => ['approve', await requested()],
  audit: () => ['audit'],
  'events republish': () => because('events', 'republish', '--since', '2026-11-23'),
  issue: async () => because('issue', '--to', (await given.userWithWallet()).wallet, '--amount', '5'),
  'keys create': () => because('keys', 'create', '--shards', '2'),
  'keys list': () => ['keys', 'list'],
  'keys retire': () => because('keys', 'retire', '--set', 'users', '--force'),
  'keys revoke': async () => because('keys', 'revoke', '--kid', await kidOf('receipts')),
  'keys rotate': () => because('keys', 'rotate', '--set', 'receipts'),
  log: () => ['log', '--limit', '5'],
  migrate: () => because('migrate', '--again'),
  retire: async () => because('retire', '--from', (await given.userWithWallet({ money: 5 })).wallet, '--amount', '5'),
  reject: async () => because('reject', await requested()),
  'shards back': async () => {
    // Each wallet is where it belongs by both numbers.
    await growthIn('paused', { from: 2, to: 2 });
    return because('shards', 'back', '--no-wait');
  },
  'shards finish': async () => {
    await growthIn('moved');
    return because('shards', 'finish');
  },
  'shards grow': async () => {
    await growthIn('finished', { from: 1, to: 1 });
    return because('shards', 'grow', '--to', '2', '--no-wait');
  },
  'shards pause': async () => {
    await growthIn('moving');
    return because('shards', 'pause');
  },
  'shards plan': async () => {
    await growthIn('finished');
    return ['shards', 'plan', '--to', '1'];
  },
  'shards resume': async () => {
    await growthIn('paused');
    return because('shards', 'resume');
  },
  'shards show': () => ['shards', 'show'],
  'shards slow': async () => {
    await growthIn('paused');
    return because('shards', 'slow', '--per-second', '7');
  },
  'transfers redrive': async () => {
    const { wallet, TxID } = await paid();
    return because('transfers', 'redrive', wallet, TxID);
  },
  'transfers show': async () => {
    const { wallet, TxID } = await paid();
    return ['transfers', 'show', wallet, TxID];
  },
  'transfers unfinished': () => ['transfers', 'unfinished'],
  'transfers reverse': async () => {
    const { wallet, TxID } = await paid();
    return because('transfers', 'reverse', wallet, TxID);
  },
  'treasury limits': () => ['treasury', 'limits'],
  'treasury create': () => because('treasury', 'create'),
  'users block': async () => because('users', 'block', (await given.user()).login),
  'users delete': async () => because('users', 'delete', (await given.user()).login),
  'users end-sessions': async () => because('users', 'end-sessions', (await given.user()).login),
  'users remove-second-factor': async () => {
    const user = await given.user();
    await factors.added(user);
    return because('users', 'remove-second-factor', user.login);
  },
  'users reset-password': async () => because('users', 'reset-password', (await given.user()).login),
  'users sessions': async () => ['users', 'sessions', (await given.user()).login],
  'users show': async () => ['users', 'show', (await given.user()).login],
  'users unblock': async () => because('users', 'unblock', (await given.user()).login),
  verify: async () => ['verify', '--wallet', (await given.userWithWallet()).wallet],
  'wallets close': async () => because('wallets', 'close', (await given.userWithWallet()).wallet),
  'wallets remove-approvals': async () => because('wallets', 'remove-approvals', (await given.userWithWallet()).wallet),
  'wallets freeze': async () => because('wallets', 'freeze', (await given.userWithWallet()).wallet),
  'wallets limits': async () =>
    because('wallets', 'limits', (await given.userWithWallet()).wallet, '--max-payment', '5'),
  'wallets set-credit-limit': async () =>
    because('wallets', 'set-credit-limit', (await given.userWithWallet()).wallet, '5'),
  'wallets show': async () => ['wallets', 'show', (await given.userWithWallet()).wallet],
  'wallets stripe': async () => because('wallets', 'stripe', (await given.userWithWallet()).wallet, '--into', '4'),
  'wallets unfreeze': async () => because('wallets', 'unfreeze', (await given.userWithWallet()).wallet),
  'webhooks add': () => because('webhooks', 'add', name(), '--url', 'https://example.com/in?key=secret'),
  'webhooks list': () => ['webhooks', 'list'],
  'webhooks redeliver': () => because('webhooks', 'redeliver'),
  'webhooks remove': async () => because('webhooks', 'remove', await subscribed()),
  'webhooks retire': async () => {
    const id = await subscribed();
    await operator(because('webhooks', 'rotate', id));
    return because('webhooks', 'retire', id);
  },
  'webhooks rotate': async () => because('webhooks', 'rotate', await subscribed()),
  'webhooks users disable': async () => because('webhooks', 'users', 'disable', ...(await webhookOfUser())),
  'webhooks users enable': async () => because('webhooks', 'users', 'enable', ...(await webhookOfUser())),
  'webhooks users list': async () => ['webhooks', 'users', 'list', (await given.user()).login],
};

/** Each growth of these tests has a number of its own, so that movers of another one end. */
let growthOp = 0;

/** Stores a growth that began long ago and is in this state. Every wallet is on the shard that its id says. */
async function growthIn(state: GrowthState, step = { from: 1, to: 2 }): Promise<void> {
  growthOp += 10;
  const part = { in_pass: 0, done: state === 'moved', moved: 0, seen: 0, waiting: 0, version: 0 };
  const parts = { 0: part, 1: part };
  const rest = { per_second: 1_000, stays: false, started_at: 1_700_000_000_000, expected: 0, parts };
  await world.tables.documents.send(
    new PutCommand({
      TableName: world.tables.wallets,
      Item: { wallet_id: 'growth', op: growthOp, ...step, state, ...rest },
    }),
  );
}

/** Movers that a command has started end before the next command. */
async function moversEnded(): Promise<void> {
  const growths = new Growths(world.tables.documents, world.tables.wallets);
  await eventually(async () => (await growths.get())?.state !== 'moving');
}

const name = () => `s${ulid().toLowerCase()}`;

async function paid() {
  const { user, wallet } = await given.userWithWallet({ money: 10 });
  return { wallet, ...(await given.transfer(user, { from: wallet, to: await given.wallet(user), amount: 1 })) };
}

/** @returns the id of a request of another operator */
async function requested(): Promise<string> {
  const { wallet } = await given.userWithWallet();
  world.setStageSettings(STAGE, { secondPerson: true });
  const { out } = await operator(because('wallets', 'set-credit-limit', wallet, '5'), { AWS_ACCESS_KEY_ID: 'bob' });
  world.setStageSettings(STAGE);
  return z.object({ id: z.string() }).parse(JSON.parse(out)).id;
}

async function subscribed(): Promise<string> {
  const id = name();
  await operator(because('webhooks', 'add', id, '--url', 'https://example.com/in'));
  return id;
}

/** @returns the login of a user, and the id of their webhook */
async function webhookOfUser(): Promise<[string, string]> {
  const { login, token } = await given.user();
  const { body } = await webhooks.add({ token }, { url: 'https://example.com/in', types: ['transfer.final'] });
  return [login, AddedWebhook.parse(body).webhook_id];
}

/** A key of a set that is published. */
async function kidOf(set: string): Promise<string> {
  const { out } = await operator(['keys', 'list', '--set', set]);
  const [{ kid = '' } = {}] = z.array(z.object({ kid: z.string() })).parse(JSON.parse(out));
  return kid;
}

it('calls every command of the program', () => {
  expect(Object.keys(CALLS).sort()).toEqual([...COMMANDS.keys()].filter((one) => one !== SERVES).sort());
  expect([...COMMANDS].filter(([, effect]) => effect === undefined)).toEqual([]);
});

describe.each(names('changes'))('the command "%s"', (command) => {
  it('is logged before it changes anything, and afterwards: who, what, why, and how it ended', async () => {
    const argv = (await CALLS[command]?.()) ?? [];
    const before = await entries();
    const { code } = await operator(argv);
    expect(code).toBe(0);
    if (command.startsWith('shards ') && command !== 'shards pause') await moversEnded();
    const written = (await entries()).slice(before.length);
    const intent = written.at(0);
    const outcome = written.at(-1);
    const by = identityOf('ann');
    const reason = argv.includes('--reason') ? WHY : OWN_REASONS[command];
    expect(intent).toMatchObject({ kind: 'intent', by, command, reason });
    expect(outcome).toMatchObject({ kind: 'outcome', by, of: intent?.seq, result: 'done' });
    // What is approved is a command, with entries of its own.
    expect(written.length).toBe(command === 'approve' ? 4 : 2);
    expect(JSON.stringify([intent, outcome]).replaceAll(command, '')).not.toMatch(/secret|password/i);
  });

  it('changes nothing where it cannot be logged', async () => {
    const argv = (await CALLS[command]?.()) ?? [];
    await world.streamed();
    const before = await stored();
    const events = world.events.length;
    const { code, err } = await operator(argv, { OPERATOR_LOG_TABLE: 'no-such-table' });
    expect([code, err]).toEqual([1, 'the stage has no operator log: deploy this version, or start it, first\n']);
    expect(await stored()).toEqual(before);
    expect(world.events.length).toBe(events);
  });
});

it.each(names('reads'))('the command "%s" changes nothing, and is not logged', async (command) => {
  const argv = (await CALLS[command]?.()) ?? [];
  await world.streamed();
  const before = await world.tables.contents();
  const { err } = await operator(argv);
  expect(err).toBe('');
  expect(await world.tables.contents()).toEqual(before);
});

describe('a reason', () => {
  it.each([
    ['', 'must be a text'],
    [' a', 'must be a text'],
    ['x'.repeat(201), 'must be a text'],
  ])('that is %j is refused before anything happens', async (reason, problem) => {
    const before = await entries();
    const { code, err } = await operator(['wallets', 'freeze', '1', '--reason', reason]);
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
    expect(await entries()).toEqual(before);
  });
});

it('logs what a reversal has made', async () => {
  const { wallet, TxID } = await paid();
  const { out } = await operator(because('transfers', 'reverse', wallet, TxID));
  const [{ txId = '' } = {}] = z.array(z.object({ txId: z.string() })).parse(JSON.parse(out));
  expect((await entries()).at(-1)).toMatchObject({ kind: 'outcome', result: 'done', detail: txId });
});

it('logs that a command failed, and why', async () => {
  const { code, err } = await operator(because('wallets', 'freeze', '404'));
  expect(code).toBe(1);
  expect((await entries()).at(-1)).toMatchObject({ kind: 'outcome', result: 'failed', detail: err.trim() });
});

describe('the command "log"', () => {
  it('shows what one operator did to a wallet, and how it ended', async () => {
    const { wallet } = await given.userWithWallet();
    const bob = { AWS_ACCESS_KEY_ID: 'bob' };
    await operator(['wallets', 'freeze', wallet, '--what', 'debits', '--reason', 'case 7'], bob);
    await operator(because('wallets', 'unfreeze', wallet));
    const { out } = await operator(['log', '--by', 'BOB', '--command', 'wallets freeze', '--since', '2026-11-01']);
    expect(JSON.parse(out)).toMatchObject([
      {
        by: identityOf('bob'),
        command: 'wallets freeze',
        arguments: { wallet, what: 'debits' },
        reason: 'case 7',
        outcome: { result: 'done' },
      },
    ]);
    const text = await runOperator(['--stage', STAGE, 'log', '--by', 'bob'], environment);
    expect(text.out).toContain(`wallets freeze wallet="${wallet}" what="debits"\n  reason: case 7\n  done at 2`);
  });

  it('says that it has no command of those that were asked for', async () => {
    const { code, out } = await runOperator(['--stage', STAGE, 'log', '--command', 'nothing'], environment);
    expect({ code, out }).toEqual({ code: 0, out: 'no such command is in the log\n' });
  });

  it('verifies the chain, and says where a hand has changed it', async () => {
    await operator(because('wallets', 'unfreeze', (await given.userWithWallet()).wallet));
    const verified = await operator(['log', '--verify']);
    const { head, entries: count } = z
      .object({ verified: z.literal(true), head: z.string(), entries: z.number() })
      .parse(JSON.parse(verified.out));
    expect((await operator(['log', '--verify', '--head', head])).code).toBe(0);
    expect((await operator(['log', '--verify', '--head', 'other'])).code).toBe(1);

    const Key = { log: 'operators', seq: count - 1 };
    const write = (reason: string) =>
      world.tables.documents.send(
        new UpdateCommand({
          TableName: world.tables.operatorLog,
          Key,
          UpdateExpression: 'SET reason = :reason',
          ExpressionAttributeValues: { ':reason': reason },
        }),
      );
    await write('another one');
    const broken = await operator(['log', '--verify']);
    expect([broken.code, JSON.parse(broken.out)]).toMatchObject([
      1,
      { verified: false, entries: count - 2, broken: { seq: count - 1 } },
    ]);
    await write(WHY);
    expect((await operator(['log', '--verify'])).code).toBe(0);
  });
});
