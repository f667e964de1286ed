import { CURRENCIES_CACHE_SECONDS, currenciesView, currencies as route } from '../../lib/api/currencies.ts';
import { currenciesOf, currencySettings } from '../../lib/config/currencies.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { publicReadsPerMinute } from '../../lib/domain/rate-limit.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  ...currencySettings,
  THROTTLES_TABLE: required,
  PUBLIC_READS_PER_MINUTE: rateLimits.PUBLIC_READS_PER_MINUTE,
});
const { byDefault, list } = currenciesOf(env);
const view = currenciesView(byDefault, list);
const counters = new RateCounters(documents(), env.THROTTLES_TABLE);
const rateLimit = perAddress(counters, publicReadsPerMinute(env.PUBLIC_READS_PER_MINUTE));

/** GET /api/currencies */
export const handler = endpoint(
  route,
  anybody,
  async () => respond(200, view, { 'Cache-Control': `public, max-age=${CURRENCIES_CACHE_SECONDS}` }),
  { rateLimit },
);
