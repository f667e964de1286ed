import type { Fetch } from '../../../lib/client/transport.ts';
import type { corsOf } from '../../../lib/stack/cors.cjs';

/** What a page sees of every response of another origin (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name). */
export const SAFELISTED_RESPONSE_HEADERS = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
];
/** What a page may send without asking; a type of content only if a form has it. */
const SAFELISTED_REQUEST_HEADERS = ['accept', 'accept-language', 'content-language'];
const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST'];

const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());

/**
 * fetch as a page of another origin has it that the API lets call: a request that the API does not allow fails as if there were no
 * network, and of a response the page sees those headers alone that it may see.
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
