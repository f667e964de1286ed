import * as z from 'zod/mini';

const RateLimitPolicy = z.string().check(
  z.meta({
    description: 'The limit: its name, how many requests, in how many seconds.',
    example: '"writes";q=600;w=60',
  }),
);
const RateLimit = z
  .string()
  .check(z.meta({ description: 'How many requests are left, for how many seconds.', example: '"writes";r=573;t=21' }));

/** What a limited route says of its limit (draft-ietf-httpapi-ratelimit-headers). */
export const RateLimitHeaders = { 'RateLimit-Policy': RateLimitPolicy, RateLimit };

/** The same where a request may have been refused before it was counted. */
export const FailureRateLimitHeaders = { 'RateLimit-Policy': RateLimitPolicy, RateLimit: z.optional(RateLimit) };
