// Two users move money between two shards of a new system, over the public HTTP API alone.
import Table from 'cli-table3';
import { Command } from 'commander';
import {
  createClient,
  type MibClient,
  type Transaction,
  type TransactionDetail,
  type TransferRequest,
} from '../client/index.ts';
import { explanation } from './main.ts';
import { exitWithNpm } from './processes/npm-gone.ts';
import { progressLines } from './processes/progress.ts';
import { type Stack, startStack } from './stack.ts';

const ANN = { wallet: '41', money: 1_000n };
const BOB = { wallet: '2718281828459045235360287471352662497756' };
const NO_WALLET = '31337';

const shardOf = (walletId: string) => Number(BigInt(walletId) % 2n);
const short = (walletId: string) => (walletId.length > 12 ? `${walletId.slice(0, 4)}…${walletId.slice(-4)}` : walletId);

async function show({ url, treasury: { login, password, walletId: treasuryWallet } }: Stack): Promise<void> {
  const treasury = createClient({ baseUrl: url, credentials: { login, password } });
  const [ann, bob] = [createClient({ baseUrl: url }), createClient({ baseUrl: url })];
  await Promise.all([
    ann.register({ login: 'ann', password: 'a password of ann' }),
    bob.register({ login: 'bob', password: 'a password of bob' }),
  ]);
  await Promise.all([ann.createWallet(ANN.wallet), bob.createWallet(BOB.wallet)]);
  console.log(`Ann has wallet ${ANN.wallet} on shard ${shardOf(ANN.wallet)}.`);
  console.log(`Bob has wallet ${BOB.wallet} on shard ${shardOf(BOB.wallet)}.`);

  const balances = () => Promise.all([money(treasury, treasuryWallet), money(ann, ANN.wallet), money(bob, BOB.wallet)]);
  const atFirst = await balances();
  const funding = await transferred(treasury, { from: treasuryWallet, to: ANN.wallet, amount: ANN.money });
  const funded = await balances();
  const good = await transferred(ann, { from: ANN.wallet, to: BOB.wallet, amount: 250n });
  const tooMuch = await transferred(ann, { from: ANN.wallet, to: BOB.wallet, amount: 5_000n });
  const toNoWallet = await transferred(ann, { from: ANN.wallet, to: NO_WALLET, amount: 10n });
  const atLast = await balances();

  print(
    'Four transfers',
    ['', 'from', 'to', 'amount', 'ended', 'note'],
    [
      ['the treasury funds Ann', treasuryWallet, ANN.wallet, ...ending(funding)],
      ['Ann pays Bob', ANN.wallet, short(BOB.wallet), ...ending(good)],
      ['Ann pays more than she has', ANN.wallet, short(BOB.wallet), ...ending(tooMuch)],
      ['Ann pays a wallet that does not exist', ANN.wallet, NO_WALLET, ...ending(toNoWallet)],
    ],
  );
  const column = (name: string, amounts: readonly bigint[]) => [name, ...amounts.map(String), String(sum(amounts))];
  print(
    'Balances',
    ['', 'treasury', 'Ann', 'Bob', 'sum'],
    [column('at the start', atFirst), column('funded', funded), column('at the end', atLast)],
  );
  print("Ann's journal", JOURNAL, await journal(ann, ANN.wallet));
  print("Bob's journal, without the invalid transfers", JOURNAL, await journal(bob, BOB.wallet));
  print('How Ann paid Bob', ['ms', 'what happened'], steps(good));

  expect(
    'the good transfers succeeded',
    [funding, good].every(({ status }) => status === 'SUCCESSFUL'),
  );
  expect(
    'the impossible ones are invalid',
    [tooMuch, toNoWallet].every(({ status }) => status === 'INVALID'),
  );
  expect('Ann has 750 and Bob 250', atLast[1] === 750n && atLast[2] === 250n);
  expect(
    'all balances sum to zero',
    [atFirst, funded, atLast].every((amounts) => sum(amounts) === 0n),
  );
}

const JOURNAL = ['transaction', 'amount', 'status', 'note'];

async function money(client: MibClient, walletId: string): Promise<bigint> {
  return BigInt((await client.balance(walletId)).balance);
}

/** Makes a transfer and waits for its final status. */
async function transferred(client: MibClient, order: TransferRequest): Promise<TransactionDetail> {
  const { TxID } = await client.transfer(order);
  return client.waitForFinal(TxID);
}

async function journal(client: MibClient, walletId: string): Promise<string[][]> {
  const transactions = await Array.fromAsync(client.transactions(walletId));
  return transactions.map(({ TxID, amount, status, note }) => [TxID, amount, status, note]);
}

function ending({ amount, status, note }: Transaction): string[] {
  return [amount.replace('-', ''), status, note];
}

function steps({ initiated_at, timeline }: TransactionDetail): string[][] {
  return timeline.map((step) => [
    `+${Date.parse(step.at) - Date.parse(initiated_at)}`,
    'decision' in step ? `decided: ${step.decision}` : step.status,
  ]);
}

function print(title: string, head: string[], rows: string[][]): void {
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  console.log(`\n${title}\n${table}`);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not true: ${what}`);
  console.log(`ok  ${what}`);
}

new Command('npm run demo --')
  .description('Starts a stack in memory, moves money between the wallets of two users on two shards, and stops.')
  .parse();

exitWithNpm();
let stack: Stack | undefined;
try {
  console.log('Starting a new system in memory …');
  stack = await startStack({ shards: { count: 2 }, progress: progressLines(console.log) });
  await show(stack);
} catch (error) {
  for (const line of explanation(error)) console.error(line);
  process.exitCode = 1;
} finally {
  await stack?.stop();
}
process.exit();
