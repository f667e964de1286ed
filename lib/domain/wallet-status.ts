import * as z from 'zod/mini';

/** CREATING until the shard has created the wallet, then ACTIVE. */
export const WalletStatus = z.enum(['CREATING', 'ACTIVE']);
export type WalletStatus = z.infer<typeof WalletStatus>;
