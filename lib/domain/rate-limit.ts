/** The limits that there are, by what the RateLimit headers call them. */
export type RateLimitName = 'writes' | 'reads' | 'public_reads' | 'registrations' | 'logins';

/** How many requests one subject (a user, an address) may make in a window of time. */
export interface RatePolicy {
  /** As the RateLimit headers call it. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /**
   * So many requests of a subject each copy of a function lets through before it counts them where the other copies see it. 0: every
   * request is counted first, which is exact and costs a write each.
   */
  readonly credit: number;
}

/** The windows are fixed: they begin at the same moments for everybody, counted from 1970. */
export interface RateWindow {
  readonly number: number;
  /** ms since 1970 */
  readonly endsAt: number;
}

/** What became of one request. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** How many more the window has room for, as far as this copy of the function knows. */
  readonly remaining: number;
  /** ms until the next window */
  readonly resetMs: number;
}

/** Writes of one user. Ten on credit: a transfer is to cost a tenth of a write more at the most. */
export function writesPerMinute(limit: number): RatePolicy {
  return { name: 'writes', limit, windowSeconds: 60, credit: 10 };
}

/** Reads of one user. Twenty on credit: a read is to cost a twentieth of a write more at the most, and a short visit nothing. */
export function readsPerMinute(limit: number): RatePolicy {
  return { name: 'reads', limit, windowSeconds: 60, credit: 20 };
}

/** Reads from one address of what needs no token: the documentation, and routes that do not exist. */
export function publicReadsPerMinute(limit: number): RatePolicy {
  return { name: 'public_reads', limit, windowSeconds: 60, credit: 20 };
}

/** Registrations from one address: each costs a hash and a user that nobody needs. */
export function registrationsPerHour(limit: number): RatePolicy {
  return { name: 'registrations', limit, windowSeconds: 3600, credit: 0 };
}

/** Logins from one address, good and bad: one password tried on many logins is seen here and nowhere else. */
export function loginsPerMinute(limit: number): RatePolicy {
  return { name: 'logins', limit, windowSeconds: 60, credit: 0 };
}

/** @param now ms since 1970 */
export function windowAt({ windowSeconds }: RatePolicy, now: number): RateWindow {
  const length = windowSeconds * 1000;
  const number = Math.floor(now / length);
  return { number, endsAt: (number + 1) * length };
}
