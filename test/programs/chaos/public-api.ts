import { type Api, type ApiResponse, apiResponse, outgoing } from '../../support/steps/api.ts';
import { pause } from './pause.ts';

const TIMEOUT_MS = 8_000;
const RETRY_AFTER_MS = 300;

/** The API at a base URL, with a timeout for each request, in ms. */
export function apiWithTimeout(baseUrl: string, timeoutMs = TIMEOUT_MS): Api {
  return {
    async request(method, path, message = {}) {
      const { headers, body } = outgoing(message);
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(baseUrl + path, { method, headers, signal, ...(body !== undefined && { body }) });
      return apiResponse(response.status, Object.fromEntries(response.headers), await response.text());
    },
  };
}

/** The response; undefined if the API is unreachable or too slow, or the status is 5xx. */
export async function attempt(request: () => Promise<ApiResponse>): Promise<ApiResponse | undefined> {
  const response = await request().catch(() => undefined);
  return response && response.status < 500 ? response : undefined;
}

/** Retries until there is a response. @returns undefined if the signal comes first */
export async function insist(
  request: () => Promise<ApiResponse>,
  giveUp: AbortSignal,
): Promise<ApiResponse | undefined> {
  for (;;) {
    const response = await attempt(request);
    if (response || giveUp.aborted) return response;
    await pause(RETRY_AFTER_MS, giveUp);
  }
}
