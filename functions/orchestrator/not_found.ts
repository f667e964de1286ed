import { notFound } from '../../lib/api/not-found.ts';
import { ORCHESTRATOR_PATHS } from '../../lib/api/orchestrator-paths.ts';
import { limitedByAddress } from '../../lib/api/route.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { publicReadsPerMinute } from '../../lib/domain/rate-limit.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { noRoute } from '../../lib/lambda/http/no-route.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  THROTTLES_TABLE: required,
  PUBLIC_READS_PER_MINUTE: rateLimits.PUBLIC_READS_PER_MINUTE,
});
const counters = new RateCounters(documents(), env.THROTTLES_TABLE);
const rateLimit = perAddress(counters, publicReadsPerMinute(env.PUBLIC_READS_PER_MINUTE));

/** Catch-all route for requests that no other route takes. */
export const handler = endpoint(
  limitedByAddress(notFound),
  anybody,
  async ({ method, path }) => {
    throw noRoute(ORCHESTRATOR_PATHS, { method, path });
  },
  { rateLimit },
);
