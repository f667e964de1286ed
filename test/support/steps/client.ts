import { createClient, type MibClient } from '../../../lib/client/index.ts';
import type { Api } from './api.ts';
import type { User, World } from './world.ts';

/** The address that the client has. Its requests go to the Api of the world. */
export const BASE_URL = 'http://mib.test';

/**
 * The client that programs use, for this user or without one. It sends every request once, because
 * the tests must see each error that a retry would hide.
 */
export function clientOf({ api, askEveryMs }: World, user?: Pick<User, 'token'>): MibClient {
  return createClient({
    baseUrl: BASE_URL,
    token: user?.token,
    fetch: fetchOf(api),
    retries: { attempts: 1 },
    polling: { firstDelayMs: askEveryMs, longestDelayMs: askEveryMs },
  });
}

/** A `fetch` that sends its requests to the API. */
export function fetchOf(api: Api): (request: Request) => Promise<Response> {
  return async (request) => {
    const rawBody = await request.text();
    const { status, headers, text } = await api.request(request.method, request.url.slice(BASE_URL.length), {
      headers: Object.fromEntries(request.headers),
      ...(rawBody !== '' && { rawBody }),
    });
    return new Response(text === '' ? null : text, { status, headers });
  };
}
