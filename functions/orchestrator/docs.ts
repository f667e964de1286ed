import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { publicReadsPerMinute } from '../../lib/domain/rate-limit.ts';
import { documentation } from '../../lib/lambda/http/documentation.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  THROTTLES_TABLE: required,
  PUBLIC_READS_PER_MINUTE: rateLimits.PUBLIC_READS_PER_MINUTE,
});
const counters = new RateCounters(documents(), env.THROTTLES_TABLE);
const rateLimit = perAddress(counters, publicReadsPerMinute(env.PUBLIC_READS_PER_MINUTE));

/** GET /docs and GET /docs/{file} */
export const handler = documentation('mib', rateLimit);
