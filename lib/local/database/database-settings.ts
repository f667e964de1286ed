import * as z from 'zod';
import { TableDefinition } from '../template/template.ts';

/**
 * All that the process of the embedded databases needs, as JSON in the environment variable DATABASES: where each one listens, the
 * folder that keeps it, if it is kept at all, and the tables that it is to have.
 */
export type DatabaseSettings = z.infer<typeof DatabaseSettings>;
export const DatabaseSettings = z.array(
  z.object({ port: z.int(), path: z.string().optional(), tables: z.array(TableDefinition) }),
);
