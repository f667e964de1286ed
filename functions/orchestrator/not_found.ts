import { notFound } from '../../lib/api/not-found.ts';
import { RouteNotFound } from '../../lib/domain/errors.ts';
import { anybody } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

/** Every route that is no other. */
export const handler = endpoint(notFound, anybody, async () => {
  throw new RouteNotFound();
});
