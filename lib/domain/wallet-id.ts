import * as z from 'zod';

const RULE = 'must be 1 to 512 digits';

/**
 * A wallet's id: 1 to 512 ASCII digits, or a safe JSON integer that is not negative. It stays the text it is: "7" and "07" are two
 * wallets.
 */
export const WalletId = z
  .union(
    [
      z
        .string()
        .regex(/^[0-9]{1,512}$/, RULE)
        .meta({ minLength: 1, maxLength: 512 }),
      z
        .int()
        .nonnegative(RULE)
        .refine((n) => !Object.is(n, -0), RULE)
        .transform(String),
    ],
    { error: (issue) => (issue.input === undefined ? 'is required' : RULE) },
  )
  .meta({ description: 'A wallet: 1 to 512 digits. "7" and "07" are two wallets.', example: '41' });

/** The shard that keeps the wallet: the whole number, however long, modulo the count of shards. */
export function shardOf(walletId: string, shardCount: number): number {
  return Number(BigInt(walletId) % BigInt(shardCount));
}
