import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createClient } from '../../../../lib/client/index.ts';
import { type BenchStack, onBenchStack, SHARDS } from '../bench-stack.ts';
import { type Finals, withFinals } from '../finals.ts';
import { FUNDS, type Ledger } from './ledger.ts';
import { cpuByName, readMachine, withChildren } from './processes.ts';

/** In the project: a folder for temporary files may be in memory. */
const FOLDER = path.resolve('.esbuild/bench-peers');
const DURABILITY = 'embedded stores on disk, --fsync: a write is acknowledged when it is on the disk';

/** Runs the job with mib on this machine, as `npm start -- --fsync` runs it, with a new data folder. */
export async function withMib<T>(job: (mib: Ledger) => Promise<T>): Promise<T> {
  await rm(FOLDER, { recursive: true, force: true });
  try {
    return await onBenchStack((bench) => job(mib(bench)), { folder: FOLDER, flush: 'disk' });
  } finally {
    await rm(FOLDER, { recursive: true, force: true });
  }
}

function mib({ stack, user, wallets, transfer }: BenchStack): Ledger {
  const client = createClient({ baseUrl: stack.url, token: user.token });
  let finals: Finals | undefined;
  return {
    name: 'mib',
    settings: `mib, ${SHARDS} shards: ${DURABILITY}`,
    createWallets: (count) => wallets(count, FUNDS),
    async transfer(from, to) {
      if (!finals) throw new Error('transfers are timed within during()');
      const sentAt = Date.now();
      const { status, at } = await finals.of(from, await transfer(from, to));
      return { moved: status === 'SUCCESSFUL', status, ms: at - sentAt };
    },
    balance: async (wallet) => BigInt((await client.balance(wallet)).balance),
    async cpu() {
      const machine = await readMachine();
      const used = [...stack.processes].map(([name, { pid }]) => {
        const all = cpuByName(withChildren(machine, pid === undefined ? [] : [pid]));
        return [name, Object.values(all).reduce((sum, ms) => sum + ms, 0)] as const;
      });
      return machine.processes.length === 0 ? {} : Object.fromEntries(used);
    },
    deadlocks: async () => undefined,
    during: (job) =>
      withFinals(stack, (present) => {
        finals = present;
        return job();
      }),
  };
}
