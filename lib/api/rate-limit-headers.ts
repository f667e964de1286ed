import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';

const RateLimitPolicy = doc(
  z.string(),
  'The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`).',
  '"writes";q=600;w=60',
);
const RateLimit = doc(
  z.string(),
  'The rest of the window: its requests (`r`) and its seconds (`t`).',
  '"writes";r=573;t=21',
);

/** The headers of a route with a rate limit (draft-ietf-httpapi-ratelimit-headers). */
export const RateLimitHeaders = { 'RateLimit-Policy': RateLimitPolicy, RateLimit };

/** The headers of an error of a function, or of the gateway in front of it, which counts nothing. */
export const AnyRateLimitHeaders = {
  'RateLimit-Policy': z.optional(RateLimitPolicy),
  RateLimit: z.optional(RateLimit),
};

/** The headers of an error, which may have come before the request was counted. */
export const ErrorRateLimitHeaders = { 'RateLimit-Policy': RateLimitPolicy, RateLimit: z.optional(RateLimit) };
