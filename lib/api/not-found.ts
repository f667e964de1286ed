import * as z from 'zod/mini';
import { route } from './route.ts';

/** The catch-all route, for an unknown path or method. It is in no document. */
export const notFound = route({
  route: 'GET /',
  operationId: 'notFound',
  summary: 'Unknown route',
  tag: 'Errors',
  caller: 'anybody',
  input: z.object({ query: z.looseObject({}) }),
  responses: {},
  errors: ['route_not_found', 'method_not_allowed'],
});
