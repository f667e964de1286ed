import type { Fetch } from '../../../lib/client/transport.ts';
import type { corsOf } from '../../../lib/stack/cors.cjs';

/**
 * The headers of any response that a page of another origin sees
 * (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
 */
export const SAFELISTED_RESPONSE_HEADERS = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
];
/**
 * The headers that a page may send without a preflight. Content types are limited to those of
 * forms.
 */
const SAFELISTED_REQUEST_HEADERS = ['accept', 'accept-language', 'content-language'];
const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST'];

const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());

/**
 * The `fetch` of a page of another origin under CORS. A request that the API does not allow fails
 * like a network error. The page sees the exposed headers only.
 */
export function inABrowser(cors: NonNullable<ReturnType<typeof corsOf>>, fetch: Fetch): Fetch {
  const mayBeSent = [...SAFELISTED_REQUEST_HEADERS, ...lower(cors.allowedHeaders)];
  const isSeen = new Set([...SAFELISTED_RESPONSE_HEADERS, ...lower(cors.exposedResponseHeaders)]);
  return async (request) => {
    const refused = [...request.headers.keys()].filter((name) => !mayBeSent.includes(name));
    if (refused.length > 0) throw new TypeError(`the preflight does not allow ${refused.join(', ')}`);
    if (![...SAFELISTED_METHODS, ...cors.allowedMethods].includes(request.method)) {
      throw new TypeError(`the preflight does not allow ${request.method}`);
    }
    const { status, statusText, headers, body } = await fetch(request);
    return new Response(body, { status, statusText, headers: [...headers].filter(([name]) => isSeen.has(name)) });
  };
}
