import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { MibError } from '../../domain/errors.ts';
import type { RatePolicy, RateVerdict } from '../../domain/rate-limit.ts';
import { callerAddress } from './caller-address.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Response } from './response.ts';

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

/**
 * Refuses what is above the limit with TooManyRequests, and says on every answer how much is left: on those that came before a request
 * was counted (no token, too large) only what the limit is.
 */
export function rateLimiting<C>(
  { limiter, subjectOf }: RateLimit<C>,
  senderOf: (event: Event) => Sender<C>,
): MiddlewareObj<Event, Response> {
  const verdicts = new WeakMap<Event, RateVerdict>();
  const addHeaders = ({ event, response }: { event: Event; response: Response | null | undefined }): void => {
    if (response) Object.assign(response.headers, rateLimitHeaders(limiter.policy, verdicts.get(event)));
  };
  return {
    before: async ({ event }) => {
      const sender = senderOf(event);
      const verdict = await limiter.take(subjectOf(sender), sender.now);
      verdicts.set(event, verdict);
      if (!verdict.allowed)
        throw new MibError('too_many_requests', { retryAfterSeconds: Math.ceil(verdict.resetMs / 1000) });
    },
    after: addHeaders,
    onError: addHeaders,
  };
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
