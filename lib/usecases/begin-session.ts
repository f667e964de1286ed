import { firstRefreshToken, formatRefreshToken, hashesOf } from '../auth/refresh-tokens.ts';
import { type Device, endOfSession, FIRST_GENERATION, type SessionRules, surplusSessions } from '../domain/session.ts';
import type { SignInEvent, SignInMeans } from '../domain/sign-in.ts';
import type { SessionLimit, UserClaims } from '../domain/user-claims.ts';
import type { Sessions } from '../store/sessions.ts';
import { mayGoOn, passwordSince, type User, type Users } from '../store/users.ts';
import { noteSignIn, type SignInStore } from './sign-ins.ts';

/** What the owner of a session gets. */
export interface OpenSession {
  /** For the access token. */
  readonly claims: UserClaims;
  readonly refreshToken: string;
  /** Of a login with a passkey, which begins without it. */
  readonly login?: string | undefined;
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
  /** Whether it begins with all that the user has to show: the password, and the second factor if they have one. */
  readonly isConfirmed: boolean;
  /** What it is limited to; missing: nothing. */
  readonly limitedTo?: SessionLimit | undefined;
  /** With a passkey: how. The user sees it in their sign-ins. */
  readonly means?: SignInMeans | undefined;
}

/** The stores that the beginning of a session changes. */
export interface BeginningStores {
  readonly sessions: Sessions;
  readonly signIns: SignInStore;
}

/** Begins the first session of a user who has just registered. */
export function beginFirstSession(stores: BeginningStores, user: User, made: NewSession): Promise<OpenSession> {
  return open(stores, user, FIRST_GENERATION, made, 'registration');
}

/**
 * Begins a session of a user whose password or passkey was right. Above the maximum, the sessions that were used
 * the longest time ago are forgotten: their access tokens expire by themselves.
 * @returns undefined if the password was changed meanwhile, or the user was blocked: that has ended the
 * sessions that began before, and this one would be left
 * @param event what the user sees of it in their sign-ins
 */
export async function beginSession(
  stores: BeginningStores & { readonly users: Users },
  user: User,
  made: NewSession,
  event: SignInEvent = 'login',
): Promise<OpenSession | undefined> {
  const { users, sessions } = stores;
  const standing = await sessions.of(user.userId, made.now);
  await Promise.all(surplusSessions(standing.sessions).map(({ userId, sessionId }) => sessions.end(userId, sessionId)));
  const opened = await open(stores, user, standing.generation, made, event);
  const began = { userId: user.userId, passwordSince: passwordSince(user) };
  if (mayGoOn(await users.byLogin(user.login), began)) return opened;
  await sessions.end(user.userId, made.sessionId);
  return undefined;
}

async function open(
  { sessions, signIns }: BeginningStores,
  user: User,
  generation: number,
  made: NewSession,
  event: SignInEvent,
): Promise<OpenSession> {
  const { sessionId, device, rules, now, isConfirmed, limitedTo, means } = made;
  const { userId, login } = user;
  const token = firstRefreshToken(userId, sessionId);
  const expiresAt = endOfSession(rules, now, now);
  const session = {
    userId,
    sessionId,
    login,
    generation,
    passwordSince: passwordSince(user),
    ...hashesOf(token),
    ...device,
    lastUsedAt: now,
    expiresAt,
    ...(isConfirmed && { confirmedAt: now }),
  };
  const signIn = { userId, id: sessionId, at: now, event, result: 'succeeded', means, ...device } as const;
  await Promise.all([sessions.begin(session), noteSignIn(signIns, signIn)]);
  const claims = { userId, sessionId, generation, ...(limitedTo && { limitedTo }) };
  return { claims, refreshToken: formatRefreshToken(token), expiresAt };
}
