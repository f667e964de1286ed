import * as z from 'zod';
import { RouteNotFound } from '../../lib/domain/errors.ts';
import { anybody } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

/** Every route that is no other. */
export const handler = endpoint({ authenticate: anybody, input: z.object({}) }, async () => {
  throw new RouteNotFound();
});
