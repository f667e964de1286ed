import { firstRefreshToken, formatRefreshToken, hashesOf } from '../auth/refresh-tokens.ts';
import { type Device, endOfSession, FIRST_GENERATION, type SessionRules, surplusSessions } from '../domain/session.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { Sessions } from '../store/sessions.ts';
import { mayGoOn, passwordSince, type User, type Users } from '../store/users.ts';

/** What the owner of a session gets. */
export interface OpenSession {
  /** For the access token. */
  readonly claims: UserClaims;
  readonly refreshToken: string;
  /** When the session ends without another refresh, in s since 1970. */
  readonly expiresAt: number;
}

/** What a new session is made of. */
export interface NewSession {
  /** A ULID of now. */
  readonly sessionId: string;
  readonly device: Device;
  readonly rules: SessionRules;
  /** ms since 1970 */
  readonly now: number;
}

/** Begins the first session of a user who has just registered. */
export function beginFirstSession(sessions: Sessions, user: User, made: NewSession): Promise<OpenSession> {
  return open(sessions, user, FIRST_GENERATION, made);
}

/**
 * Begins a session of a user whose password was right. Above the maximum, the sessions that were used
 * the longest time ago are forgotten: their access tokens expire by themselves.
 * @returns undefined if the password was changed meanwhile, or the user was blocked: that has ended the
 * sessions that began before, and this one would be left
 */
export async function beginSession(
  { users, sessions }: { users: Users; sessions: Sessions },
  user: User,
  made: NewSession,
): Promise<OpenSession | undefined> {
  const standing = await sessions.of(user.userId, made.now);
  await Promise.all(surplusSessions(standing.sessions).map(({ userId, sessionId }) => sessions.end(userId, sessionId)));
  const opened = await open(sessions, user, standing.generation, made);
  const began = { userId: user.userId, passwordSince: passwordSince(user) };
  if (mayGoOn(await users.byLogin(user.login), began)) return opened;
  await sessions.end(user.userId, made.sessionId);
  return undefined;
}

async function open(sessions: Sessions, user: User, generation: number, made: NewSession): Promise<OpenSession> {
  const { sessionId, device, rules, now } = made;
  const { userId, login } = user;
  const token = firstRefreshToken(userId, sessionId);
  const expiresAt = endOfSession(rules, now, now);
  await sessions.begin({
    userId,
    sessionId,
    login,
    generation,
    passwordSince: passwordSince(user),
    ...hashesOf(token),
    ...device,
    lastUsedAt: now,
    expiresAt,
  });
  return { claims: { userId, sessionId, generation }, refreshToken: formatRefreshToken(token), expiresAt };
}
