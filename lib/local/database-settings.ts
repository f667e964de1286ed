import * as z from 'zod';

/**
 * All that the process of the embedded databases needs, as JSON in the environment variable DATABASES: where each one listens and
 * the folder that keeps it, if it is kept at all.
 */
export type DatabaseSettings = z.infer<typeof DatabaseSettings>;
export const DatabaseSettings = z.array(z.object({ port: z.int(), path: z.string().optional() }));
