import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { TableDefinition } from '../../../lib/local/template/template.ts';
import { hotWallet } from './hot-wallet.ts';

const Data = z.object({
  tables: z.object({ wallets: TableDefinition, entries: TableDefinition }),
  load: z.object({ stripes: z.int(), rate: z.int() }),
});

const { tables, load } = Data.parse(workerData);
parentPort?.postMessage(await hotWallet(tables, load));
