import * as z from 'zod';
import { route } from './route.ts';

/** The OpenAPI document of the service itself. Both services have it. */
export const openapi = route({
  route: 'GET /openapi.json',
  operationId: 'openapi',
  summary: 'This document',
  tag: 'Documentation',
  caller: 'anybody',
  input: z.object({}),
  answers: {
    200: { description: 'OpenAPI 3.1.', body: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApiDocument' }) },
  },
});
