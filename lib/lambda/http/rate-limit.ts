import type { Caller } from '../../domain/api-key.ts';
import { invalidInput, MibError } from '../../domain/errors.ts';
import type { RatePolicy, RateVerdict } from '../../domain/rate-limit.ts';
import type { UserClaims } from '../../domain/user-claims.ts';
import { callerAddress } from './caller-address.ts';
import { type Counters, RateLimiter } from './rate-limiter.ts';

/** The sender of a request, and the time of the request. */
export interface Sender<C> {
  readonly caller: C;
  /** As API Gateway saw it. Only what callerAddress makes of it may be stored. */
  readonly sourceIp: string;
  /** The header User-Agent. Only what deviceOf makes of it may be stored. */
  readonly userAgent: string;
  /** ms since 1970 */
  readonly now: number;
}

/** A limit, and the subject that it counts the requests of. */
export interface RateLimit<C> {
  readonly limiter: RateLimiter;
  readonly subjectOf: (sender: Sender<C>) => string;
}

/** Limits the requests of each user. */
export function perUser(counters: Counters, policy: RatePolicy): RateLimit<string> {
  return { limiter: new RateLimiter(counters, policy), subjectOf: ({ caller }) => caller };
}

/** The same for routes that take keys, too: the requests of a user and of their keys count together. */
export function perCaller(counters: Counters, policy: RatePolicy): RateLimit<Caller> {
  return { limiter: new RateLimiter(counters, policy), subjectOf: ({ caller }) => caller.userId };
}

/** The same for routes about sessions. */
export function perSessionUser(counters: Counters, policy: RatePolicy): RateLimit<UserClaims> {
  return { limiter: new RateLimiter(counters, policy), subjectOf: ({ caller }) => caller.userId };
}

/** Limits the requests from each address. */
export function perAddress(counters: Counters, policy: RatePolicy): RateLimit<unknown> {
  return { limiter: new RateLimiter(counters, policy), subjectOf: ({ sourceIp }) => callerAddress(sourceIp) };
}

/** Counts a request against the limit. */
export function countRequest<C>({ limiter, subjectOf }: RateLimit<C>, sender: Sender<C>): Promise<RateVerdict> {
  return limiter.take(subjectOf(sender), sender.now);
}

/** The requests that one request counts as, and the field that lists them. */
export interface RequestsIn {
  readonly field: string;
  readonly count: number;
}

/**
 * Counts what a request counts as beyond itself: all of it, or nothing.
 * @throws MibError invalid_input if the limit can never admit that many
 */
export function countFurther<C>(
  { limiter, subjectOf }: RateLimit<C>,
  sender: Sender<C>,
  { field, count }: RequestsIn,
): Promise<RateVerdict> {
  const { limit } = limiter.policy;
  if (count > limit) {
    throw invalidInput([
      { field, message: `must have at most ${limit} elements, which is the limit of writes a minute` },
    ]);
  }
  return limiter.takeFurther(subjectOf(sender), sender.now, count - 1);
}

/** @throws MibError too_many_requests if the request is above the limit */
export function assertAllowed({ allowed, resetMs }: RateVerdict): void {
  if (!allowed) throw new MibError('too_many_requests', { retryAfterSeconds: Math.ceil(resetMs / 1000) });
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-09: quota and window; remaining requests and
 * seconds.
 */
export function rateLimitHeaders(
  { name, limit, windowSeconds }: RatePolicy,
  verdict: RateVerdict | undefined,
): Record<string, string> {
  const policy = { 'RateLimit-Policy': `"${name}";q=${limit};w=${windowSeconds}` };
  if (!verdict) return policy;
  return { ...policy, RateLimit: `"${name}";r=${verdict.remaining};t=${Math.ceil(verdict.resetMs / 1000)}` };
}
