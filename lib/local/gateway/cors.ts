import type { IncomingMessage } from 'node:http';
import { corsOf } from '../../stack/cors.cjs';
import type { OutgoingResponse } from './response.ts';

/**
 * The origins whose web pages may call an API: those of CORS_ORIGINS, and locally also localhost if
 * chosen.
 */
export interface Pages {
  readonly origins: readonly string[];
  /** `http://localhost` on any port. */
  readonly localhost: boolean;
}

const LOCALHOST = /^http:\/\/localhost(?::\d+)?$/;
const NO_CONTENT = { status: 204, body: Buffer.alloc(0) };

/** CORS as API Gateway does it by the rules in the template. */
export interface Cors {
  /**
   * The response to a preflight. Undefined for any other request, and if no page may call the API.
   */
  readonly preflight: (request: IncomingMessage) => OutgoingResponse | undefined;
  /** The response with the headers that let the page read it, if the page may call the API. */
  readonly readable: (response: OutgoingResponse, request: IncomingMessage) => OutgoingResponse;
}

/** @param pages none by default: then responses have no headers of CORS */
export function corsFor({ origins, localhost }: Pages = { origins: [], localhost: false }): Cors {
  const rules = corsOf(localhost ? [...origins, 'http://localhost'] : origins);
  const allows = (origin: string) => origins.includes(origin) || (localhost && LOCALHOST.test(origin));
  return {
    preflight({ method, headers: { origin, ...headers } }) {
      if (!rules || method !== 'OPTIONS' || !origin || headers['access-control-request-method'] === undefined) return;
      if (!allows(origin)) return { ...NO_CONTENT, headers: {} };
      return {
        ...NO_CONTENT,
        headers: {
          'Access-Control-Allow-Origin': origin,
          'Access-Control-Allow-Methods': rules.allowedMethods.join(','),
          'Access-Control-Allow-Headers': rules.allowedHeaders.join(','),
          'Access-Control-Max-Age': String(rules.maxAge),
        },
      };
    },
    readable(response, { headers: { origin } }) {
      if (!rules || !origin || !allows(origin)) return response;
      const readable = {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': rules.exposedResponseHeaders.join(','),
      };
      return { ...response, headers: { ...response.headers, ...readable } };
    },
  };
}
