import { setTimeout as delay } from 'node:timers/promises';
import { type Backoff, pauseAfter } from '../domain/full-jitter.ts';
import { type JsonResponse, type SendJson, sendJson } from './send.ts';

const TRIES = 4;
const PAUSES: Backoff = { firstMs: 250, longestMs: 2_000 };

/**
 * Sends each request up to four times, until its response is neither 429 nor a 5xx. Only for requests that
 * may be repeated, as all of a shard are, and only for callers that nothing repeats: one layer retries.
 * @param pause waits before the next try, in ms
 * @returns the last response. It throws an earlier error, too: what was sent then may have been done.
 */
export function patientSend(pause: (ms: number) => Promise<unknown> = delay, send: SendJson = sendJson): SendJson {
  return async (url, request) => {
    let lost: { readonly error: unknown } | undefined;
    for (let tries = 1; ; tries++) {
      let response: JsonResponse | undefined;
      try {
        response = await send(url, request);
        if (response.status !== 429 && response.status < 500) return response;
      } catch (error) {
        lost = { error };
      }
      if (tries === TRIES && lost) throw lost.error;
      if (tries === TRIES && response) return response;
      await pause(pauseAfter(tries, PAUSES, Math.random()));
    }
  };
}
