import * as z from 'zod';
import { TableDefinition } from '../template/template.ts';

/**
 * What the databases need before the functions run, as JSON in the environment variable
 * PREPARATION.
 */
export type Preparation = z.infer<typeof Preparation>;
export const Preparation = z.object({
  databases: z.array(
    z.object({
      endpoint: z.string(),
      tables: z.array(z.object({ definition: TableDefinition, ttlAttribute: z.string().optional() })),
    }),
  ),
  /** The tables of the treasury's user and of its entry in the directory. */
  treasuryAccount: z
    .object({ endpoint: z.string(), users: z.string(), wallets: z.string(), password: z.string() })
    .optional(),
  /** The table of the treasury's wallet. */
  treasuryWallet: z.object({ endpoint: z.string(), shardWallets: z.string() }).optional(),
});
