import { MibError } from '../domain/errors.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { Sessions, StoredSession } from '../store/sessions.ts';
import type { User, Users } from '../store/users.ts';

/**
 * The stored session of an access token, and its user: for routes that do not rely on the token alone.
 * @param now ms since 1970
 * @throws MibError unauthenticated if the session is over
 */
export async function sessionUser(
  { users, sessions }: { readonly users: Pick<Users, 'byLogin'>; readonly sessions: Pick<Sessions, 'get'> },
  { userId, sessionId }: UserClaims,
  now: number,
): Promise<{ user: User; session: StoredSession }> {
  const session = sessionId === undefined ? undefined : await sessions.get(userId, sessionId, now);
  const user = session && (await users.byLogin(session.login));
  if (!session || user?.userId !== userId) throw new MibError('unauthenticated');
  return { user, session };
}
