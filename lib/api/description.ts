import * as z from 'zod/mini';
import { route } from './route.ts';

const tag = 'Documentation';

/** The OpenAPI document of the service itself. Both services have it. */
export const openapi = route({
  route: 'GET /openapi.json',
  operationId: 'openapi',
  summary: 'This document',
  tag,
  caller: 'anybody',
  input: z.object({}),
  responses: {
    200: {
      description: 'OpenAPI 3.1.',
      body: z
        .looseObject({ openapi: z.string() })
        .check(
          z.meta({ id: 'OpenApiDocument', example: { openapi: '3.1.1', info: { title: 'mib', version: '1.0.0' } } }),
        ),
    },
  },
});

/** Whoever opens the address of the service in a browser wants to read. */
export const root = route({
  route: 'GET /',
  operationId: 'root',
  summary: 'Leads to this document, to read and to try',
  tag,
  caller: 'anybody',
  input: z.object({}),
  responses: {
    302: {
      description: 'To the page.',
      headers: z.object({ Location: z.string().check(z.meta({ description: 'Where it is.', example: '/docs' })) }),
    },
  },
});

const validators = {
  headers: z.object({
    'accept-encoding': z
      .optional(z.string())
      .check(
        z.meta({ description: 'With gzip in it the response is. Large files come in no other form.', example: 'gzip' }),
      ),
    'if-none-match': z.optional(z.string()).check(
      z.meta({
        description: 'An ETag that the client has: 304 if it still holds (RFC 9110).',
        example: 'W/"2f9c"',
      }),
    ),
  }),
};
const unchanged = z.object({
  ETag: z.string().check(z.meta({ description: 'Changes when the content does.', example: 'W/"2f9c"' })),
});
const notModified = { description: 'It is still what If-None-Match names.', headers: unchanged };

/** The document as a page on which every route can be tried. */
export const docsPage = route({
  route: 'GET /docs',
  operationId: 'docs',
  summary: 'This document, to read and to try',
  description: 'Swagger UI. All of it comes from here: no other host is contacted.',
  tag,
  caller: 'anybody',
  input: z.object(validators),
  responses: {
    200: { description: 'The page.', body: z.string(), contentType: ['text/html'], headers: unchanged },
    304: notModified,
  },
});

/** What that page is made of. */
export const docsFile = route({
  route: 'GET /docs/{file}',
  operationId: 'docsFile',
  summary: 'What the page of this document is made of',
  tag,
  caller: 'anybody',
  input: z.object({
    path: z.object({
      file: z.string().check(z.meta({ description: 'A file of the page.', example: 'swagger-ui.css' })),
    }),
    ...validators,
  }),
  responses: {
    200: {
      description: 'The file.',
      body: z.string(),
      contentType: ['text/css', 'text/javascript', 'image/png'],
      headers: unchanged,
    },
    304: notModified,
  },
  errors: ['route_not_found', 'not_acceptable'],
});
