import type { IncomingMessage } from 'node:http';
import { ConsoleProblem } from './problems.ts';

/**
 * Refuses requests that do not come from the control room's own pages. Every page in every browser of
 * this machine can send requests to its port, and a foreign name may resolve to it (DNS rebinding).
 * @param host the one address of the control room, `127.0.0.1:port`
 * @throws ConsoleProblem
 */
export function assertOwn({ method, headers }: IncomingMessage, host: string): void {
  if (headers.host !== host) throw new ConsoleProblem('wrong_host');
  const { origin } = headers;
  const reads = method === 'GET' || method === 'HEAD';
  if (origin === undefined ? !reads : origin !== `http://${host}`) throw new ConsoleProblem('wrong_origin');
  // Browsers say where a request without Origin comes from. A link from elsewhere may open a page.
  const site = headers['sec-fetch-site'];
  const opensPage = reads && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opensPage)
    throw new ConsoleProblem('wrong_origin');
}

/** Of every response. Pages load, run and call nothing but what comes from this address. */
export const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
