import {
  formatRefreshToken,
  hashesOf,
  newSalt,
  parseRefreshToken,
  type RefreshToken,
  successorOf,
} from '../auth/refresh-tokens.ts';
import { MibError } from '../domain/errors.ts';
import { type FactorPolicy, limitOf } from '../domain/second-factor.ts';
import { beginningOf, type Device, endOfSession, type SessionRules, usedBefore } from '../domain/session.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { logger } from '../observability/logger.ts';
import { putRefreshTokenReused } from '../observability/metrics.ts';
import type { UserFactors } from '../store/factors.ts';
import type { Revocations } from '../store/revocations.ts';
import type { Sessions, StoredSession } from '../store/sessions.ts';
import { mayGoOn, type Users } from '../store/users.ts';
import type { OpenSession } from './begin-session.ts';
import { endOneSession } from './end-sessions.ts';
import { noteSignIn, type SignInStore } from './sign-ins.ts';

interface Stores {
  readonly users: Pick<Users, 'byLogin'>;
  readonly sessions: Sessions;
  readonly signIns: SignInStore;
  readonly revocations: Revocations;
  readonly factors: Pick<UserFactors, 'of'>;
}

/**
 * Replaces a refresh token (RFC 9700, 4.14). The same token again within half a minute gets the same
 * successor: the response was lost, or two tabs sent it. A token that was replaced earlier is stolen, or
 * its successor is: it ends the session.
 * @param moment `now`: ms since 1970; `secondFactor`: where it is required, each refresh reads whether the user
 *   has one
 * @throws MibError session_ended for any token that is not current
 */
export async function refreshSession(
  stores: Stores,
  text: string,
  moment: { now: number; device: Device; rules: SessionRules; secondFactor: FactorPolicy },
): Promise<OpenSession> {
  const token = parseRefreshToken(text);
  if (!token) throw new MibError('session_ended');
  const { session, successor } = await replace(stores, token, moment);
  await assertCurrent(stores, session, moment.now);
  const { userId, sessionId, generation, expiresAt } = session;
  const { secondFactor } = moment;
  const limitedTo = secondFactor === 'required' ? limitOf(secondFactor, await stores.factors.of(userId)) : undefined;
  const claims = { userId, sessionId, generation, ...(limitedTo && { limitedTo }) };
  return { claims, refreshToken: formatRefreshToken(successor), expiresAt };
}

async function replace(
  stores: Stores,
  token: RefreshToken,
  { now, device, rules }: { now: number; device: Device; rules: SessionRules },
): Promise<{ session: StoredSession; successor: RefreshToken }> {
  const { userId, sessionId } = token;
  const expiresAt = endOfSession(rules, beginningOf(token), now);
  if (expiresAt * 1_000 <= now) throw new MibError('session_ended');
  const salt = newSalt();
  const successor = successorOf(token, salt);
  const { familyHash, secretHash: from } = hashesOf(token);
  const to = hashesOf(successor).secretHash;
  const rotated = await stores.sessions.rotate({
    userId,
    sessionId,
    familyHash,
    from,
    to,
    salt,
    expiresAt,
    now,
    device,
  });
  if ('ok' in rotated) {
    addLogFields({ user_id: userId });
    return { session: rotated.ok, successor };
  }
  const session = rotated.failed;
  if (!session) throw new MibError('session_ended');
  const before = usedBefore(session, { familyHash, secretHash: from }, now);
  // A guess with the ids of a session says nothing of its user.
  if (before !== 'foreign') addLogFields({ user_id: userId });
  if (before === 'repeated' && session.rotation) {
    return { session, successor: successorOf(token, session.rotation.salt) };
  }
  if (before === 'reused') {
    logger.warn('refresh token reused', { session_id: sessionId });
    putRefreshTokenReused();
    const reused = { userId, id: sessionId, at: now, event: 'refresh', result: 'token_reused' } as const;
    await noteSignIn(stores.signIns, { ...reused, ...device });
    await endOneSession(stores, session, now);
  }
  throw new MibError('session_ended');
}

/** A change of the password and a block end older sessions, also if they were interrupted before they could. */
async function assertCurrent(stores: Stores, session: StoredSession, now: number): Promise<void> {
  if (mayGoOn(await stores.users.byLogin(session.login), session)) return;
  await endOneSession(stores, session, now);
  throw new MibError('session_ended');
}
