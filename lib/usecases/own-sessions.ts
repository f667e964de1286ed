import { MibError } from '../domain/errors.ts';
import type { Session } from '../domain/session.ts';
import { ULID } from '../domain/ulid.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { Sessions } from '../store/sessions.ts';
import { type EndingStores, endOneSession } from './end-sessions.ts';

const SESSION_ID = new RegExp(`^${ULID}$`);

/** The sessions of a user, the last used first. @param now ms since 1970 */
export async function ownSessions(sessions: Sessions, userId: string, now: number): Promise<readonly Session[]> {
  const standing = await sessions.of(userId, now);
  return standing.sessions
    .filter(({ generation }) => generation === standing.generation)
    .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
}

/** Ends a session of the caller. @throws MibError session_not_found if they have no such session */
export async function endOtherSession(
  stores: EndingStores,
  { userId }: UserClaims,
  sessionId: string,
  now: number,
): Promise<void> {
  const session = SESSION_ID.test(sessionId) ? await stores.sessions.get(userId, sessionId, now) : undefined;
  if (!session) throw new MibError('session_not_found');
  await endOneSession(stores, session, now);
}
