import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { MibProblem } from './errors.ts';
import type { paths } from './schema.ts';
import type { Fetch } from './transport.ts';

/** Every route of the API with its types: `routes.GET('/api/user/wallets', {})`. */
export type Routes = FetchClient<paths>;

/** The routes of the API at a base URL. */
export function routesAt(baseUrl: string, fetch: Fetch): Routes {
  return createFetchClient<paths>({ baseUrl, fetch });
}

/**
 * The data of a response.
 * @param now in ms since 1970
 * @throws MibProblem if the response is an error or has no data
 */
export function dataOf<T>(
  { data, error, response }: { data?: T | undefined; error?: unknown; response: Response },
  now: number,
): T {
  if (!response.ok || data === undefined) throw new MibProblem(response, error, now);
  return data;
}

/** @param now in ms since 1970 @throws MibProblem if the response is an error */
export function assertDone(
  { response, error }: { readonly response: Response; readonly error?: unknown },
  now: number,
): void {
  if (!response.ok) throw new MibProblem(response, error, now);
}
