import { decodeTime } from 'ulid';

/** How long sessions and their tokens live. */
export interface SessionRules {
  /** The lifetime of an access token in s. */
  readonly accessTokenSeconds: number;
  /** A session ends when it was not refreshed for this time, in ms. */
  readonly idleMs: number;
  /** A session ends this long after it began, in ms, however much it is used. */
  readonly longestMs: number;
}

/** More sessions of one user end those that were used the longest time ago. */
export const MAX_SESSIONS = 50;

/**
 * A refresh token that was replaced gets its successor again for this time, in ms: its response was
 * lost, or two tabs sent it. Later it is stolen, and ends its session.
 */
export const REPEAT_MS = 30_000;

/** The generation of sessions of a user whose sessions were never ended together. */
export const FIRST_GENERATION = 1;

/** Where a session is used from. */
export interface Device {
  /** The network of the address, never the address: see networkPrefix. */
  readonly network: string;
  /** The header User-Agent, shortened; empty if there is none. */
  readonly userAgent: string;
}

/** A session. The secrets are SHA-256 hashes, in hex. */
export interface Session extends Device {
  readonly userId: string;
  /** A ULID: its time is the beginning of the session. */
  readonly sessionId: string;
  /** The folded login. */
  readonly login: string;
  /** Ending all sessions of a user raises it, and with it all lower ones are over. */
  readonly generation: number;
  /** When the password was set with which the session began, RFC 3339. */
  readonly passwordSince: string;
  /** The part of the refresh token that never changes. A token without it is no token of this session. */
  readonly familyHash: string;
  /** The part of the refresh token that each use replaces. */
  readonly secretHash: string;
  /** ms since 1970 */
  readonly lastUsedAt: number;
  /** s since 1970: the end of the session, unless it is refreshed before. */
  readonly expiresAt: number;
  /**
   * When its owner last gave the password, or the second factor if the user has one, in ms since 1970.
   * Missing in sessions from before 2026-11-26.
   */
  readonly confirmedAt?: number | undefined;
}

/** The last replacement of a refresh token. */
export interface Rotation {
  /** Of the replaced secret. */
  readonly secretHash: string;
  /** The successor is derived from the replaced secret and this. */
  readonly salt: string;
  /** ms since 1970 */
  readonly at: number;
}

/** When a session began, in ms since 1970. */
export function beginningOf({ sessionId }: Pick<Session, 'sessionId'>): number {
  return decodeTime(sessionId);
}

/** The end of a session that is used now, in s since 1970. @param now, begunAt ms since 1970 */
export function endOfSession({ idleMs, longestMs }: SessionRules, begunAt: number, now: number): number {
  return Math.floor(Math.min(now + idleMs, begunAt + longestMs) / 1_000);
}

/** What a refresh token is that the session does not have now. */
export type UsedBefore = 'repeated' | 'reused' | 'foreign';

/**
 * Tells a refresh token that was used before from one that is none.
 * @param presented the hashes of the parts of the token; now: ms since 1970
 */
export function usedBefore(
  session: Pick<Session, 'familyHash'> & { readonly rotation?: Rotation | undefined },
  presented: Pick<Session, 'familyHash' | 'secretHash'>,
  now: number,
): UsedBefore {
  if (presented.familyHash !== session.familyHash) return 'foreign';
  const { rotation } = session;
  const isLast = rotation?.secretHash === presented.secretHash;
  return isLast && now - rotation.at <= REPEAT_MS ? 'repeated' : 'reused';
}

/** The sessions that must end so that another one may begin. */
export function surplusSessions(sessions: readonly Session[]): readonly Session[] {
  const byUse = sessions.toSorted((a, b) => a.lastUsedAt - b.lastUsedAt);
  return byUse.slice(0, Math.max(0, sessions.length + 1 - MAX_SESSIONS));
}
