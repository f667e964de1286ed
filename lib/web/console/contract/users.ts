import * as z from 'zod/mini';
import { CommandLine, Time, WalletId } from './values.ts';

/** A user, as `users show` prints them. */
export const UserFacts = z.object({
  login: z.string(),
  user_id: z.string(),
  created_at: z.optional(Time),
  /** Who made the account, if it was not the user. */
  made_by: z.optional(z.string()),
  blocked_at: z.optional(Time),
  /** The account is deleted, and nobody gets its login before `login_free_at`. */
  deleted_at: z.optional(Time),
  login_free_at: z.optional(Time),
  keys: z.array(
    z.object({
      key_id: z.string(),
      status: z.enum(['active', 'expired']),
      created_at: Time,
      last_used_at: z.optional(Time),
    }),
  ),
  wallets: z.array(
    z.object({ wallet_id: WalletId, status: z.string(), created_at: Time, currency: z.optional(z.string()) }),
  ),
  /** There are more wallets than these. */
  more: z.optional(z.literal(true)),
});

/** The sessions of a user and their newest sign-ins, as `users sessions` prints them. */
export const UserSessions = z.object({
  sessions: z.array(
    z.object({
      session_id: z.string(),
      begun_at: Time,
      last_used_at: Time,
      expires_at: Time,
      network: z.string(),
      user_agent: z.string(),
    }),
  ),
  sign_ins: z.array(
    z.object({ at: Time, event: z.string(), result: z.string(), network: z.string(), user_agent: z.string() }),
  ),
});

/** One user. One who is deleted has no sessions. */
export const UserDetail = z.object({ user: UserFacts, ...UserSessions.shape, command: CommandLine });
export type UserDetail = z.infer<typeof UserDetail>;
