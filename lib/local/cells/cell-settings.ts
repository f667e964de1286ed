import * as z from 'zod';
import { Webhook } from '../queues/webhook.ts';
import { Service } from '../template/template.ts';
import { Part } from './outages.ts';

/** All that the process of a cell needs to know. */
export type CellSettings = z.infer<typeof CellSettings>;
export const CellSettings = z.object({
  /** Of the emulators, on 127.0.0.1. */
  endpointPort: z.int(),
  /** Admits to the emulators. */
  secret: z.string().min(1),
  /** The address of the HTTP API, and the web pages that may call it. */
  listen: z.object({ host: z.string(), port: z.int() }),
  pages: z.object({ origins: z.array(z.string()), localhost: z.boolean() }).optional(),
  service: Service,
  /** The folder of the bundles. */
  bundles: z.string(),
  /** The folder of the cell's data. Undefined: nothing is stored. */
  folder: z.string().optional(),
  /** When a write is acknowledged: after the system has it, or after the disk has it. */
  flush: z.enum(['system', 'disk']),
  /** The endpoint of a database elsewhere, instead of an embedded one. */
  database: z.string().optional(),
  /** Read-only values of parameters, by name. */
  parameters: z.record(z.string(), z.string()),
  webhooksParameter: z.string().optional(),
  webhook: Webhook.optional(),
  /** The tables of the treasury's user and of its entry in the directory, and its password. */
  treasuryAccount: z
    .object({
      users: z.string(),
      wallets: z.string(),
      sessions: z.string(),
      revocations: z.string(),
      password: z.string(),
      codes: z.array(z.string()),
      running: z.int(),
      home: z.int(),
    })
    .optional(),
  /** The tables that an older version may have left. The directory says what is migrated already. */
  migrated: z.object({
    journal: z.object({ table: z.string(), directory: z.string() }).optional(),
    shardWallets: z.string().optional(),
  }),
  /** The table of the treasury's wallet without a currency. */
  treasuryWallet: z.object({ shardWallets: z.string() }).optional(),
  /** The table of a shard, for the treasury's wallets in the currencies that it is told. */
  treasuryWallets: z.object({ shardWallets: z.string(), shard: z.int() }).optional(),
});

/** What this process tells the process of a cell. */
export type ToCell = z.infer<typeof ToCell>;
export const ToCell = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('settings'), settings: CellSettings }),
  /** The currencies whose treasury wallets belong on this shard. */
  z.object({ kind: z.literal('treasury'), codes: z.array(z.string()) }),
  /** All bundles are there. */
  z.object({ kind: z.literal('bundled') }),
  /** These bundles are new. They are named relative to their folder. */
  z.object({ kind: z.literal('reload'), bundles: z.array(z.string()) }),
  /** A part of the cell is out of reach for a time. Running executions are lost. */
  z.object({ kind: z.literal('outage'), part: Part, ms: z.int().min(0) }),
  /** The process dies as by a crash in the middle of the next transfer. */
  z.object({ kind: z.literal('die') }),
]);

/** Where the wallets of a stack are. */
export type Placed = z.infer<typeof Placed>;
export const Placed = z.object({
  /** How many shards the wallets are on, or move to. */
  walletsOn: z.int(),
  /** The shard of the treasury's wallet in each currency, as the directory names it. */
  treasury: z.record(z.string(), z.int()),
});

/** What the process of the orchestrator tells this process, before it is ready. */
export const FromCell = z.object({ kind: z.literal('placed'), placed: Placed });
export type FromCell = z.infer<typeof FromCell>;
