import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { MibProblem } from './errors.ts';
import type { paths } from './schema.ts';
import type { Fetch } from './transport.ts';

/** Every route of the API with its types: `routes.GET('/api/user/balance/{id}', { params: { path: { id } } })`. */
export type Routes = FetchClient<paths>;

/** The routes of the API at a base URL. */
export function routesAt(baseUrl: string, fetch: Fetch): Routes {
  return createFetchClient<paths>({ baseUrl, fetch });
}

/** What a call of a route answered. @param now in ms @throws MibProblem if that is a failure, or nothing at all */
export function dataOf<T>(
  { data, error, response }: { data?: T | undefined; error?: unknown; response: Response },
  now: number,
): T {
  if (!response.ok || data === undefined) throw new MibProblem(response, error, now);
  return data;
}
