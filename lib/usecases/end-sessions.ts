import { FIRST_GENERATION } from '../domain/session.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { Revocations } from '../store/revocations.ts';
import type { Sessions } from '../store/sessions.ts';

/** The stores that the end of a session changes. */
export interface EndingStores {
  readonly sessions: Sessions;
  readonly revocations: Revocations;
}

/**
 * Ends all sessions of a user: their refresh tokens at once, their access tokens within two seconds, and
 * with them the tokens of versions without sessions. Sessions that begin afterwards are not affected.
 * It may be repeated, and has to be after an error.
 * @param now ms since 1970
 * @returns how many sessions there were
 */
export async function endSessions(
  { sessions, revocations }: EndingStores,
  userId: string,
  now: number,
): Promise<number> {
  const generation = await sessions.raiseGeneration(userId);
  await revocations.add({ userId, generation }, now);
  return sessions.endBelow(userId, generation);
}

/** Ends one session. Its access token comes first: after an error the session is there to end again. */
export async function endOneSession(
  { sessions, revocations }: EndingStores,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  now: number,
): Promise<void> {
  await revocations.add({ sessionId }, now);
  await sessions.end(userId, sessionId);
}

/** Ends the session of an access token. Tokens of versions without sessions have none: they end together. */
export async function endOwnSession(
  stores: EndingStores,
  { userId, sessionId }: UserClaims,
  now: number,
): Promise<void> {
  if (sessionId === undefined) await stores.revocations.add({ userId, generation: FIRST_GENERATION }, now);
  else await endOneSession(stores, { userId, sessionId }, now);
}
