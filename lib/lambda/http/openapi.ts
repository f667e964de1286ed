import { openapi } from '../../api/description.ts';
import { limitedByAddress } from '../../api/route.ts';
import { anybody } from './authentication.ts';
import { endpoint } from './endpoint.ts';
import type { RateLimit } from './rate-limit.ts';
import { respondText } from './response.ts';

/**
 * The Lambda behind GET /openapi.json.
 * @param document does not change until the next deployment
 * @param rateLimit the limit for an address, if there is one
 */
export function openApi(document: object, rateLimit?: RateLimit<unknown>) {
  const text = JSON.stringify(document);
  return endpoint(
    rateLimit ? limitedByAddress(openapi) : openapi,
    anybody,
    async () => respondText('application/json', text, { 'Cache-Control': 'public, max-age=300' }),
    rateLimit && { rateLimit },
  );
}
