import { jwks as route } from '../../lib/api/jwks.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { JWKS_CACHE_SECONDS } from '../../lib/domain/jwks.ts';
import { publicReadsPerMinute } from '../../lib/domain/rate-limit.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  RECEIPT_PUBLIC_KEYS_PARAMETER: required,
  THROTTLES_TABLE: required,
  PUBLIC_READS_PER_MINUTE: rateLimits.PUBLIC_READS_PER_MINUTE,
});
const keys = publicKeys(env.RECEIPT_PUBLIC_KEYS_PARAMETER);
const counters = new RateCounters(documents(), env.THROTTLES_TABLE);
const rateLimit = perAddress(counters, publicReadsPerMinute(env.PUBLIC_READS_PER_MINUTE));

/** GET /.well-known/jwks.json */
export const handler = endpoint(
  route,
  anybody,
  async ({ now }) => respond(200, await keys.get(now), { 'Cache-Control': `public, max-age=${JWKS_CACHE_SECONDS}` }),
  { rateLimit },
);
