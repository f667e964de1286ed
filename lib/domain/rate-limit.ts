/** The limits, by their names in the RateLimit headers. */
export type RateLimitName =
  | 'writes'
  | 'reads'
  | 'public_reads'
  | 'registrations'
  | 'logins'
  | 'refreshes'
  | 'sessions'
  | 'password_changes';

/** How many requests one subject (a user, an address) may make in a window of time. */
export interface RatePolicy {
  /** The name in the RateLimit headers. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /**
   * Requests of a subject that each instance admits before it syncs with the shared counter. With 0
   * every request is counted first, which is exact and costs a write each.
   */
  readonly credit: number;
}

/** Windows are fixed: they begin at the same times for every subject, counted from 1970. */
export interface RateWindow {
  readonly number: number;
  /** ms since 1970 */
  readonly endsAt: number;
}

/** The decision about one request. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** How many more requests the window allows, as far as this instance knows. */
  readonly remaining: number;
  /** ms until the next window */
  readonly resetMs: number;
}

/**
 * Writes of one user. With a credit of ten the limit adds at most a tenth of a write to a transfer.
 */
export function writesPerMinute(limit: number): RatePolicy {
  return { name: 'writes', limit, windowSeconds: 60, credit: 10 };
}

/**
 * Reads of one user. With a credit of twenty the limit adds at most a twentieth of a write to a
 * read, and none to a short visit.
 */
export function readsPerMinute(limit: number): RatePolicy {
  return { name: 'reads', limit, windowSeconds: 60, credit: 20 };
}

/** Reads from one address that need no token: the documentation and unknown routes. */
export function publicReadsPerMinute(limit: number): RatePolicy {
  return { name: 'public_reads', limit, windowSeconds: 60, credit: 20 };
}

/** Registrations from one address: each costs a password hash and a user. */
export function registrationsPerHour(limit: number): RatePolicy {
  return { name: 'registrations', limit, windowSeconds: 3600, credit: 0 };
}

/**
 * Logins from one address, successful and failed. Only this limit sees one password tried on many
 * logins.
 */
export function loginsPerMinute(limit: number): RatePolicy {
  return { name: 'logins', limit, windowSeconds: 60, credit: 0 };
}

/** Refreshes of sessions from one address. A good one costs a write, and a bad one as much. */
export function refreshesPerMinute(limit: number): RatePolicy {
  return { name: 'refreshes', limit, windowSeconds: 60, credit: 20 };
}

/** Requests of one user about their sessions. */
export function sessionsPerMinute(limit: number): RatePolicy {
  return { name: 'sessions', limit, windowSeconds: 60, credit: 10 };
}

/**
 * Requests of one user that take their current password, successful and failed: changes of it, and the
 * deletion of the account. Each costs up to two hashes.
 */
export function passwordChangesPerHour(limit: number): RatePolicy {
  return { name: 'password_changes', limit, windowSeconds: 3600, credit: 0 };
}

/** @param now ms since 1970 */
export function windowAt({ windowSeconds }: RatePolicy, now: number): RateWindow {
  const length = windowSeconds * 1000;
  const number = Math.floor(now / length);
  return { number, endsAt: (number + 1) * length };
}
