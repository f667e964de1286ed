import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Accepted } from '../../../lib/api/accepted.ts';
import { createClient } from '../../../lib/client/index.ts';
import { type Stack, type StackOptions, startStack } from '../../../lib/local/stack.ts';
import { send } from '../../../lib/remote/send.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { User } from '../../support/steps/world.ts';
import { cpuMs, pssMb } from './process-figures.ts';

/** The number of shards of the stack. */
export const SHARDS = 2;

/** A local stack, with a user without rate limits. */
export interface BenchStack {
  readonly stack: Stack;
  readonly user: User;
  /**
   * Creates `count` wallets of the user with `money` each (1,000,000 by default), evenly on all
   * shards. @returns their ids
   */
  wallets(count: number, money?: number): Promise<string[]>;
  /** Sends a transfer of 1 and waits until it is accepted. @returns the TxID */
  transfer(from: string, to: string): Promise<string>;
  /** The memory (PSS) of its processes, in MB, by name; empty without /proc. */
  memory(): Promise<Record<string, number>>;
  /** The CPU time of its processes so far, in ms, by name; empty without /proc. */
  cpu(): Promise<Record<string, number>>;
}

const MONEY = 1_000_000;

/** Starts the stack, runs the job and stops the stack, also if the job fails. */
export async function onBenchStack<T>(
  job: (bench: BenchStack) => Promise<T>,
  options: Omit<StackOptions, 'shards'> = {},
): Promise<T> {
  // The bench measures the system, not the limits of one user.
  process.env.WRITES_PER_MINUTE = '1000000';
  process.env.READS_PER_MINUTE = '1000000';
  process.env.ACCESS_TOKEN_SECONDS = '3600';
  const stack = await startStack({ ...options, shards: { count: SHARDS } });
  try {
    return await job(await benchStack(stack));
  } finally {
    await stack.stop();
  }
}

async function benchStack(stack: Stack): Promise<BenchStack> {
  const { treasury: at } = stack;
  const anybody = createClient({ baseUrl: stack.url });
  const credentials = { login: `bench-${randomInt(1e9)}`, password: `long enough ${randomInt(1e9)}` };
  const user = { ...credentials, token: (await anybody.register(credentials)).token };
  const banker = createClient({
    baseUrl: stack.url,
    token: (await anybody.login({ login: at.login, password: at.password })).token,
  });
  const owner = createClient({ baseUrl: stack.url, token: user.token });
  let next = 1;

  const wallet = async (money: number): Promise<string> => {
    const id = String(next++);
    await owner.createWallet(id);
    const { TxID } = await banker.transfer({ from: at.walletId, to: id, amount: String(money) });
    const { status } = await banker.waitForFinal(TxID, { walletId: at.walletId });
    if (status !== 'SUCCESSFUL') throw new Error(`wallet ${id} has got no money: ${status}`);
    return id;
  };
  const headers = { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' };
  // By Node's own client: fetch would take as much CPU as a tenth of the transfer.
  const transfer = async (from: string, to: string): Promise<string> => {
    const body = JSON.stringify({ from_id: from, to_id: to, amount: '1' });
    const { status, text } = await send(`${stack.url}/api/user/do_transaction`, { method: 'POST', headers, body });
    if (status !== 202) throw new Error(`the response to a transfer is ${status}: ${text}`);
    return Accepted.parse(JSON.parse(text)).TxID;
  };
  const ofEach = async (figure: (pid: number) => Promise<number>) => {
    const of = [...stack.processes].map(async ([name, { pid }]) => [name, await figure(pid ?? 0)] as const);
    return Object.fromEntries(await Promise.all(of));
  };
  return {
    stack,
    user,
    transfer,
    wallets: (count, money = MONEY) => sideBySide(8, Array.from({ length: count }), () => wallet(money)),
    memory: () => (existsSync('/proc/self/smaps_rollup') ? ofEach(pssMb) : Promise.resolve({})),
    cpu: () => (existsSync('/proc/self/stat') ? ofEach(cpuMs) : Promise.resolve({})),
  };
}
