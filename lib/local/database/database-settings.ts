import * as z from 'zod';
import { TableDefinition } from '../template/template.ts';

/**
 * The settings of the process of the embedded databases, as JSON in the environment variable
 * DATABASES: for each its port, its tables, and its folder unless it is in memory.
 */
export type DatabaseSettings = z.infer<typeof DatabaseSettings>;
export const DatabaseSettings = z.array(
  z.object({ port: z.int(), path: z.string().optional(), tables: z.array(TableDefinition) }),
);
