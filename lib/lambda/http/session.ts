import type { Session } from '../../api/accounts.ts';
import type { OwnSession, OwnSignIn } from '../../api/sessions.ts';
import type { PrivateKeySet } from '../../auth/keys.ts';
import { signUserToken } from '../../auth/tokens.ts';
import { beginningOf, type Session as StoredSession } from '../../domain/session.ts';
import type { SignIn } from '../../domain/sign-in.ts';
import type { OpenSession } from '../../usecases/begin-session.ts';
import { type Response, respond } from './response.ts';

/**
 * Issues the tokens of a session to its owner, the access token also in the `Authorization` header.
 * @param lifetimeSeconds of the access token
 * @param now ms since 1970
 */
export async function respondWithSession(
  keys: PrivateKeySet,
  session: OpenSession,
  lifetimeSeconds: number,
  now: number,
): Promise<Response> {
  const token = await signUserToken(keys, session.claims, lifetimeSeconds, now);
  const body: Session = {
    token,
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    refresh_token: session.refreshToken,
    refresh_expires_in: Math.max(1, session.expiresAt - Math.floor(now / 1_000)),
    ...(session.claims.limitedTo && { scope: session.claims.limitedTo }),
    ...(session.login !== undefined && { login: session.login }),
  };
  return respond(200, body, { Authorization: `Bearer ${token}` });
}

/** A sign-in for its user. */
export function signInView({ at, event, result, means, network, userAgent }: SignIn): OwnSignIn {
  const how = { event, result, ...(means && { means }) };
  return { at: new Date(at).toISOString(), ...how, network, user_agent: userAgent };
}

/** A session for its owner. */
export function sessionView(session: StoredSession, currentId: string | undefined): OwnSession {
  const { sessionId, lastUsedAt, expiresAt, network, userAgent } = session;
  return {
    session_id: sessionId,
    begun_at: new Date(beginningOf(session)).toISOString(),
    last_used_at: new Date(lastUsedAt).toISOString(),
    expires_at: new Date(expiresAt * 1_000).toISOString(),
    network,
    user_agent: userAgent,
    current: sessionId === currentId,
  };
}
