import * as z from 'zod';
import { TableDefinition } from '../template/template.ts';

/** All that has to be in the databases before the functions can work, as JSON in the environment variable PREPARATION. */
export type Preparation = z.infer<typeof Preparation>;
export const Preparation = z.object({
  databases: z.array(
    z.object({
      endpoint: z.string(),
      tables: z.array(z.object({ definition: TableDefinition, ttlAttribute: z.string().optional() })),
    }),
  ),
  /** Where the treasury's user and its entry in the directory are. */
  treasuryAccount: z
    .object({ endpoint: z.string(), users: z.string(), wallets: z.string(), password: z.string() })
    .optional(),
  /** Where the treasury's wallet is. */
  treasuryWallet: z.object({ endpoint: z.string(), shardWallets: z.string() }).optional(),
});
