import { type Api, type ApiResponse, apiResponse, outgoing } from '../../support/steps/api.ts';
import { pause } from './pause.ts';

const PATIENCE_MS = 8_000;
const ASK_AGAIN_AFTER_MS = 300;

/** The API at a base URL, for a client that gives up on an answer after a while. */
export function impatientApi(baseUrl: string): Api {
  return {
    async request(method, path, message = {}) {
      const { headers, body } = outgoing(message);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(baseUrl + path, { method, headers, signal, ...(body !== undefined && { body }) });
      return apiResponse(response.status, Object.fromEntries(response.headers), await response.text());
    },
  };
}

/** The answer, unless there is none that a client can rely on: not reachable, too slow, 5xx. */
export async function attempt(request: () => Promise<ApiResponse>): Promise<ApiResponse | undefined> {
  const response = await request().catch(() => undefined);
  return response && response.status < 500 ? response : undefined;
}

/** Asks until there is an answer. @returns undefined if the signal comes before */
export async function insist(
  request: () => Promise<ApiResponse>,
  giveUp: AbortSignal,
): Promise<ApiResponse | undefined> {
  for (;;) {
    const response = await attempt(request);
    if (response || giveUp.aborted) return response;
    await pause(ASK_AGAIN_AFTER_MS, giveUp);
  }
}
