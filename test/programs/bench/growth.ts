import * as z from 'zod';

const Cost = z.strictObject({ requests: z.int(), calls: z.int(), readUnits: z.number(), ms: z.number() });

/** What reading costs beside so many entries of a wallet's journal, or so many wallets of a user. `ms`: the middle of several times. */
export const Growth = z.array(z.strictObject({ what: z.string(), size: z.int(), ...Cost.shape }));
export type Growth = z.infer<typeof Growth>;

/** The variables with the sizes to read beside (JSON), and with the file into which the counting test writes what it found. */
export const GROWTH_SIZES = 'MIB_BENCH_GROWTH_SIZES';
export const GROWTH_FILE = 'MIB_BENCH_GROWTH_FILE';

export const Sizes = z.strictObject({ journal: z.array(z.int()), wallets: z.array(z.int()) });
