import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Attempt, WebhookMessage } from '../domain/delivery.ts';
import { isPublicAddress, lookupPublic } from './public-address.ts';

/** A receiver that takes longer has not received. */
export const WEBHOOK_TIMEOUT_MS = 10_000;
/** The same of users' receivers, of which there are many. */
export const USER_WEBHOOK_TIMEOUT_MS = 5_000;

/**
 * `public`: https and public addresses alone. `any`: also http, private networks and this machine.
 */
export type WebhookNetwork = 'public' | 'any';

/**
 * Sends a message once. The receiver has it if it responds with 2xx in time. Follows no redirect:
 * the signature is for this address alone. Reads only the head of the response, so that no
 * receiver can fill the memory.
 * @param headers beside the type of the content
 * @param now ms since 1970
 */
export function postWebhook(
  url: string,
  { body }: WebhookMessage,
  headers: Readonly<Record<string, string>>,
  { network, now, timeoutMs = WEBHOOK_TIMEOUT_MS }: { network: WebhookNetwork; now: number; timeoutMs?: number },
): Promise<Attempt> {
  const { protocol, hostname } = new URL(url);
  const isOpen = network === 'public';
  if (isOpen && protocol !== 'https:') return Promise.resolve(failed('the address is not https'));
  // No lookup is made for an address that is written as a number.
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isOpen && isIP(address) !== 0 && !isPublicAddress(address)) {
    return Promise.resolve(failed('the host has no public address'));
  }
  const send = protocol === 'https:' ? overHttps : overHttp;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    send(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
        signal,
        ...(isOpen && { lookup: lookupPublic }),
      },
      (response) => {
        const { statusCode: status = 0 } = response;
        const retryAfterMs = retryAfter(response.headers['retry-after'], now);
        response.on('error', () => undefined).destroy();
        if (status >= 200 && status < 300) return resolve({ delivered: true, status });
        resolve({
          ...failed(`the response was ${status}`),
          status,
          ...(status === 410 && { gone: true }),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        });
      },
    )
      .on('error', (error) => {
        resolve(failed(signal.aborted ? `no response within ${timeoutMs} ms` : error.message));
      })
      .end(body);
  });
}

function failed(reason: string): Attempt {
  return { delivered: false, reason };
}

/** What a receiver asks for by `Retry-After`, in ms: seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return ms > 0 ? ms : undefined;
}
