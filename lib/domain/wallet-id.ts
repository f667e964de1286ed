import * as z from 'zod/mini';
import { doc } from './doc.ts';

const RULE = 'must be 1 to 512 digits';

/**
 * The id of a wallet: 1 to 512 ASCII digits, or a safe JSON integer that is not negative. It stays
 * as written: "7" and "07" are two wallets.
 */
export const WalletIdDigits = z
  .string()
  .check(z.regex(/^[0-9]{1,512}$/, RULE), z.meta({ minLength: 1, maxLength: 512 }));
const NotNegative = z.int().check(
  z.nonnegative(RULE),
  z.refine((n) => !Object.is(n, -0), RULE),
);
const Integer = z.pipe(NotNegative, z.transform(String));

/**
 * A wallet's id: 1 to 512 ASCII digits, or a safe JSON integer that is not negative. It stays the
 * text it is: "7" and "07" are two wallets.
 */
export const WalletId = doc(
  z.union([WalletIdDigits, Integer], { error: (issue) => (issue.input === undefined ? 'is required' : RULE) }),
  'Id of a wallet: 1 to 512 digits. "7" and "07" are two wallets.',
  '41',
);

/** The shard of a wallet: the whole number, however long, modulo the number of shards. */
export function shardOf(walletId: string, shardCount: number): number {
  return Number(BigInt(walletId) % BigInt(shardCount));
}
