import { notFound } from '../../lib/api/not-found.ts';
import { SHARD_ROUTES } from '../../lib/api/shard-routes.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { noRoute } from '../../lib/lambda/http/no-route.ts';

/** Catch-all route for requests that no other route takes. */
export const handler = endpoint(
  notFound,
  anybody,
  async ({ method, path }) => {
    throw noRoute(SHARD_ROUTES, { method, path });
  },
  { hasAccessLog: false },
);
