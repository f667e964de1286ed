import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { publicReadsPerMinute } from '../../lib/domain/rate-limit.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { webApp } from '../../lib/lambda/http/web-app.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  THROTTLES_TABLE: required,
  PUBLIC_READS_PER_MINUTE: rateLimits.PUBLIC_READS_PER_MINUTE,
});
const counters = new RateCounters(documents(), env.THROTTLES_TABLE);

/** GET /, GET /app and GET /app/{path+} */
export const handler = webApp('.web/wallet', perAddress(counters, publicReadsPerMinute(env.PUBLIC_READS_PER_MINUTE)));
