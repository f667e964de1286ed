import * as z from 'zod';

const Cost = z.strictObject({ requests: z.int(), calls: z.int(), readUnits: z.number(), ms: z.number() });

/**
 * The cost of a read, by the number of entries in a wallet's journal or of a user's wallets
 * (`size`). `ms`: the median.
 */
export const Growth = z.array(z.strictObject({ what: z.string(), size: z.int(), ...Cost.shape }));
export type Growth = z.infer<typeof Growth>;

/**
 * The variables with the sizes (JSON), and with the file into which the counting test writes its
 * results.
 */
export const GROWTH_SIZES = 'MIB_BENCH_GROWTH_SIZES';
export const GROWTH_FILE = 'MIB_BENCH_GROWTH_FILE';

export const Sizes = z.strictObject({ journal: z.array(z.int()), wallets: z.array(z.int()) });
