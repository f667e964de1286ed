import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { loadService } from '../../../lib/local/template/load-service.ts';
import type { Service } from '../../../lib/local/template/template.ts';
import { SHARD_COUNT } from '../../support/environment/services.ts';
import { HotWallet, type Load, type ShardTables } from './hot-wallet.ts';

/** One item until it is too much, and stripes at rates of their own. `--quick` has the first ones. */
const LOADS: readonly Load[] = [
  { stripes: 0, rate: 5 },
  { stripes: 0, rate: 20 },
  { stripes: 2, rate: 20 },
  { stripes: 0, rate: 50 },
  { stripes: 0, rate: 60 },
  { stripes: 8, rate: 50 },
  { stripes: 8, rate: 400 },
  { stripes: 16, rate: 800 },
  { stripes: 20, rate: 1_000 },
  { stripes: 24, rate: 1_000 },
  { stripes: 32, rate: 1_000 },
  { stripes: 40, rate: 1_000 },
  { stripes: 64, rate: 2_000 },
  { stripes: 64, rate: 3_000 },
];
const QUICK = 3;
/** What the function `post` would log and count is not asked for. */
const QUIET = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };

export const HotWallets = HotWallet.array();

/** Credits one wallet, as one item and in stripes, at several rates. */
export async function hotWallets({
  quick,
  say,
}: {
  quick: boolean;
  say: (line: string) => void;
}): Promise<HotWallet[]> {
  const env = { SHARD_NUMBER: '0', SHARD_COUNT: String(SHARD_COUNT) };
  const tables = shardTables(await loadService({ config: 'serverless.shard.yml', env }));
  const found: HotWallet[] = [];
  for (const load of quick ? LOADS.slice(0, QUICK) : LOADS) {
    const one = await inWorker(tables, load);
    say(JSON.stringify(one));
    found.push(one);
  }
  return found;
}

/** Time is virtual in the whole of the worker. */
async function inWorker(tables: ShardTables, load: Load): Promise<HotWallet> {
  const file = new URL('./hot-wallet-worker.ts', import.meta.url);
  const worker = new Worker(file, { workerData: { tables, load }, env: { ...process.env, ...QUIET } });
  const [found] = await once(worker, 'message');
  await worker.terminate();
  return HotWallet.parse(found);
}

/** The tables of a shard, as its serverless file declares them. */
export function shardTables({ tables }: Pick<Service, 'tables'>): ShardTables {
  const named = (end: string) => {
    const table = tables.find(({ definition: { TableName } }) => TableName.endsWith(end));
    if (!table) throw new Error(`a shard has no table ${end}`);
    return table.definition;
  };
  return { wallets: named('-wallets'), entries: named('-entries') };
}
