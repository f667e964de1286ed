// `npm run test:growing`: starts a data folder with 2, 3 and 2 shards, and moves its wallets by the operators'
// program while people pay.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { Session } from '../../../lib/api/accounts.ts';
import { runSteps, step } from '../../../lib/cli/deploy/steps.ts';
import { type Stack, startStack } from '../../../lib/local/stack.ts';
import { Random } from '../../support/random.ts';
import { httpApi } from '../../support/steps/api.ts';
import { when } from '../../support/steps/when.ts';
import { operatorAudit, operatorEnvironment } from '../chaos/operator-audit.ts';
import { OperatorRuns } from '../chaos/operator-runs.ts';
import { type Account, type Client, createWallet } from '../chaos/people.ts';

new Command('npm run test:growing --')
  .description('Starts a data folder with more and with fewer shards, and moves its wallets while people pay.')
  .parse();

const WALLETS = 40;
const START_MONEY = 1_000;
/** How many payments are in flight at the same time. */
const PAYERS = 4;
const NO_WALLET_MOVES = { code: 1 };
const Transfer = z.object({ status: z.string(), note: z.string() });
const Verified = z.object({ verified: z.boolean(), entries: z.int(), findings: z.array(z.unknown()) });
const Shown = z.object({ shards: z.int() });

await runSteps(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-growing-'));
  try {
    const random = new Random(1);
    const accounts = await started(folder, 2, async ({ client, stack }) => {
      const opened = await step('open wallets on 2 shards', () => open(client, stack));
      await step('pay', () => payFor(client, opened, random, 40));
      return opened;
    });
    await started(folder, 3, async (running) => {
      await step('refuse shards that do not run', async () => {
        for (const words of [['--to', '4'], ['--to', '0'], ['--to', '2'], []])
          assert.partialDeepStrictEqual(await running.runs.run(['shards', 'grow', ...words]), NO_WALLET_MOVES);
      });
      await step('grow to 3 shards while people pay', () => moved(running, accounts, random, 3));
      await step('audit and verify', () => check(running, accounts, 3));
    });
    await step('refuse a start with 2 shards', () => assert.rejects(started(folder, 2, async () => undefined)));
    await started(folder, 3, (running) =>
      step('shrink to 2 shards while people pay', () => moved(running, accounts, random, 2)),
    );
    await started(folder, 2, async (running) => {
      await step('pay on 2 shards', () => payFor(running.client, accounts, random, 40));
      await step('audit and verify', () => check(running, accounts, 2));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A stack that runs, and an operator's shell. */
interface RunningStack {
  readonly stack: Stack;
  readonly client: Client;
  readonly runs: OperatorRuns;
}

/** Runs a job while a folder is started with so many shards. */
async function started<T>(folder: string, count: number, job: (running: RunningStack) => Promise<T>): Promise<T> {
  const stack = await startStack({ folder, shards: { count } });
  try {
    const world = { api: httpApi(stack.url), shardCount: count, askEveryMs: 50, treasury: stack.treasury };
    const runs = new OperatorRuns(operatorEnvironment(stack, stack.shardUrls), new Random(1));
    return await job({ stack, client: when(() => world), runs });
  } finally {
    await stack.stop();
  }
}

/** Registers a user, and opens wallets with money. */
async function open(client: Client, { treasury }: Stack): Promise<Account[]> {
  const { login, password } = treasury;
  const banker = { login, password, token: Session.parse((await client.login({ login, password })).body).token };
  const credentials = { login: 'ann', password: 'eight or more' };
  const owner = { ...credentials, token: Session.parse((await client.register(credentials)).body).token };
  const accounts = Array.from({ length: WALLETS }, (_, n) => ({ owner, walletId: String(n + 1), currency: 'XXX' }));
  for (const account of accounts) {
    await createWallet(client, account);
    const money = { from: treasury.walletId, to: account.walletId, amount: String(START_MONEY) };
    await expectPaid(client.transfer(banker, money, undefined, 'wait=10'));
  }
  return accounts;
}

async function expectPaid(response: ReturnType<Client['transfer']>): Promise<void> {
  const { status, body, text } = await response;
  assert.equal(status, 200, text);
  assert.equal(Transfer.parse(body).status, 'SUCCESSFUL', text);
}

/** Payments of 1 between wallets, until there were so many or `isOver`. */
async function payFor(
  client: Client,
  accounts: readonly Account[],
  random: Random,
  most: number,
  isOver = () => false,
): Promise<void> {
  let left = most;
  const pay = async () => {
    while (left-- > 0 && !isOver()) {
      const from = random.between(0, accounts.length - 1);
      const to = accounts[(from + random.between(1, accounts.length - 1)) % accounts.length];
      const payer = accounts[from];
      assert(payer && to);
      const payment = { from: payer.walletId, to: to.walletId, amount: '1' };
      await expectPaid(client.transfer(payer.owner, payment, undefined, 'wait=10'));
    }
  };
  await Promise.all(Array.from({ length: PAYERS }, pay));
}

/** Moves the wallets to another number of shards. Each payment meanwhile must succeed. */
async function moved(
  { client, runs }: RunningStack,
  accounts: readonly Account[],
  random: Random,
  to: number,
): Promise<void> {
  let isOver = false;
  const grow = async () => {
    const { code, err } = await runs.run(['shards', 'grow', '--to', String(to), '--per-second', '20']);
    isOver = true;
    assert.equal(code, 0, err);
  };
  await Promise.all([grow(), payFor(client, accounts, random, Infinity, () => isOver)]);
}

/** The books balance, each statement is whole, and no money was made or lost. */
async function check(
  { stack, client, runs }: RunningStack,
  accounts: readonly Account[],
  shards: number,
): Promise<void> {
  assert.partialDeepStrictEqual(await operatorAudit(stack), { balanced: true, findings: [] });
  assert.partialDeepStrictEqual(Verified.parse(await runs.read(['verify'])), { verified: true, findings: [] });
  assert.deepEqual(Shown.parse(await runs.read(['shards', 'show'])), { shards });
  let sum = 0;
  for (const { owner, walletId } of accounts) {
    const { status, body } = await client.balance(owner, walletId);
    assert.equal(status, 200);
    sum += Number(z.object({ balance: z.string() }).parse(body).balance);
  }
  assert.equal(sum, accounts.length * START_MONEY);
}
