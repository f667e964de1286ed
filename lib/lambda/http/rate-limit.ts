import { MibError } from '../../domain/errors.ts';
import type { RatePolicy, RateVerdict } from '../../domain/rate-limit.ts';
import { callerAddress } from './caller-address.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Who sends a request, and when (ms since 1970). */
export interface Sender<C> {
  readonly caller: C;
  /** As API Gateway saw it; callerAddress makes of it what may be kept. */
  readonly sourceIp: string;
  readonly now: number;
}

/** A limit, and who it is that may not go above it. */
export interface RateLimit<C> {
  readonly limiter: RateLimiter;
  readonly subjectOf: (sender: Sender<C>) => string;
}

/** So many requests for each user. */
export function perUser(limiter: RateLimiter): RateLimit<string> {
  return { limiter, subjectOf: ({ caller }) => caller };
}

/** So many requests for each address, whoever sends them. */
export function perAddress(limiter: RateLimiter): RateLimit<unknown> {
  return { limiter, subjectOf: ({ sourceIp }) => callerAddress(sourceIp) };
}

/** Counts a request against the limit. */
export function countRequest<C>({ limiter, subjectOf }: RateLimit<C>, sender: Sender<C>): Promise<RateVerdict> {
  return limiter.take(subjectOf(sender), sender.now);
}

/** @throws MibError too_many_requests if the request is above the limit */
export function assertAllowed({ allowed, resetMs }: RateVerdict): void {
  if (!allowed) throw new MibError('too_many_requests', { retryAfterSeconds: Math.ceil(resetMs / 1000) });
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-09: quota and window, what remains and for how many seconds. */
export function rateLimitHeaders(
  { name, limit, windowSeconds }: RatePolicy,
  verdict: RateVerdict | undefined,
): Record<string, string> {
  const policy = { 'RateLimit-Policy': `"${name}";q=${limit};w=${windowSeconds}` };
  if (!verdict) return policy;
  return { ...policy, RateLimit: `"${name}";r=${verdict.remaining};t=${Math.ceil(verdict.resetMs / 1000)}` };
}
