import * as z from 'zod/mini';
import { route } from './route.ts';

/** What API Gateway gives every request to that no other route takes: no such path, or no such method. It is in no document. */
export const notFound = route({
  route: 'GET /',
  operationId: 'notFound',
  summary: 'There is no such route',
  tag: 'Errors',
  caller: 'anybody',
  input: z.object({ query: z.looseObject({}) }),
  responses: {},
  errors: ['route_not_found', 'method_not_allowed'],
});
