import { openapi } from '../../api/description.ts';
import { limitedByAddress } from '../../api/route.ts';
import { anybody } from './authentication.ts';
import { endpoint } from './endpoint.ts';
import type { Throttle } from './rate-limit.ts';
import { textReply } from './reply.ts';

/**
 * The Lambda behind GET /openapi.json.
 * @param document stays as it is until the next deployment
 * @param throttle how often an address may read it, if it is limited
 */
export function openApi(document: object, throttle?: Throttle<unknown>) {
  const text = JSON.stringify(document);
  return endpoint(
    throttle ? limitedByAddress(openapi) : openapi,
    anybody,
    async () => textReply('application/json', text, { 'Cache-Control': 'public, max-age=300' }),
    throttle && { throttle },
  );
}
