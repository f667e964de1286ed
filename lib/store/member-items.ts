import * as z from 'zod/mini';
import type { WalletMember } from '../domain/wallet-member.ts';

/** The members of a wallet in an item, by their users' ids. */
export const StoredMembers = z.pipe(
  z.catchall(z.object({}), z.object({ login: z.string(), max_per_day: z.optional(z.bigint()), added_at: z.string() })),
  z.transform((stored): WalletMember[] =>
    Object.entries(stored)
      .map(([userId, { login, max_per_day, added_at }]) => ({
        userId,
        login,
        ...(max_per_day !== undefined && { maxPerDay: max_per_day }),
        addedAt: added_at,
      }))
      .sort((a, b) => (a.login < b.login ? -1 : 1)),
  ),
);

/** Members for an item. */
export function storedMembers(members: readonly WalletMember[]): Record<string, object> {
  return Object.fromEntries(
    members.map(({ userId, login, maxPerDay, addedAt }) => [
      userId,
      { login, ...(maxPerDay !== undefined && { max_per_day: maxPerDay }), added_at: addedAt },
    ]),
  );
}
