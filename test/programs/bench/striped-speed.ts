import { randomInt } from 'node:crypto';
import { loadavg } from 'node:os';
import * as z from 'zod';
import { operatorStores } from '../../../lib/cli/operator/connection.ts';
import { createClient } from '../../../lib/client/index.ts';
import { documents } from '../../../lib/store/documents.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import { stripeWallet } from '../../../lib/usecases/stripe-wallet.ts';
import { type BenchStack, onBenchStack } from './bench-stack.ts';
import { tenths, usedByOne } from './counts.ts';
import { measure, Run } from './speed.ts';
import { total } from './work.ts';

/** Payments to one wallet on the local stack, which has no partitions: as one item, and in stripes. */
export type StripedSpeed = z.infer<typeof StripedSpeed>;
export const StripedSpeed = z.array(
  z.strictObject({
    /** 0: the wallet is one item. */
    stripes: z.int(),
    /** The load average of the machine when it began. */
    load: z.number(),
    /** Of all processes, in ms. */
    cpuEach: z.number(),
    run: Run,
  }),
);

const STRIPES = [0, 8, 32];
const AT_ONCE = 64;
const PAYERS = 32;

/** Pays one wallet from many, 64 at once. */
export async function stripedSpeed({
  quick,
  say,
}: {
  quick: boolean;
  say: (line: string) => void;
}): Promise<StripedSpeed> {
  return onBenchStack(async (bench) => {
    Object.assign(process.env, bench.stack.operator);
    // Before any transfer: functions read once a minute which wallets are in stripes.
    const payees: string[] = [];
    for (const stripes of STRIPES) payees.push(await payee(bench, stripes));
    const payers = await bench.wallets(PAYERS);
    const found: StripedSpeed = [];
    for (const [n, stripes] of STRIPES.entries()) {
      const [load = 0] = loadavg();
      const before = await bench.cpu();
      const transfers = quick ? 100 : 2_000;
      const pairs = (worker: number) => [payers[worker % PAYERS] ?? '', payees[n] ?? ''] as const;
      const name = stripes === 0 ? 'one payee' : `one payee in ${stripes} stripes`;
      const run = await measure(bench, { name, concurrency: AT_ONCE, transfers, pairs });
      const cpuEach = tenths(total(usedByOne(before, await bench.cpu(), transfers)));
      say(`${name}: ${run.perSecond} a second, ${JSON.stringify(run.statuses)}, ${cpuEach} ms of CPU each`);
      found.push({ stripes, load, cpuEach, run });
    }
    return found;
  });
}

/** A wallet without money. @returns its id */
async function payee({ stack, user }: BenchStack, stripes: number): Promise<string> {
  const id = String(1_000_000_000 + randomInt(1e9));
  const client = createClient({ baseUrl: stack.url, token: user.token });
  await client.createWallet(id);
  if (stripes === 0) return id;
  const { WALLETS_TABLE = '' } = process.env;
  const ports = { ...operatorStores(), striped: new StripedWallets(documents(), WALLETS_TABLE) };
  await stripeWallet(ports, id, stripes, Date.now());
  return id;
}
