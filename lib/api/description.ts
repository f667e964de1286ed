import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { route } from './route.ts';

const tag = 'Documentation';

const OpenApiDocument = component('OpenApiDocument', z.looseObject({ openapi: z.string() }), {
  example: { openapi: '3.1.1', info: { title: 'mib', version: '1.0.0' } },
});

/** The OpenAPI document of the service itself. Both services have it. */
export const openapi = route({
  route: 'GET /openapi.json',
  operationId: 'openapi',
  summary: 'Get this document',
  tag,
  caller: 'anybody',
  input: z.object({}),
  responses: { 200: { description: 'The OpenAPI 3.1 document.', body: OpenApiDocument } },
});

/** The address of the service leads a browser to one of its pages. */
export function rootTo(path: `/${string}`, page: string) {
  return route({
    route: 'GET /',
    operationId: 'root',
    summary: `Redirect to ${page}`,
    tag,
    caller: 'anybody',
    input: z.object({}),
    responses: {
      302: {
        description: `Redirect to ${page}.`,
        headers: z.object({ Location: doc(z.string(), `Path of ${page}.`, path) }),
      },
    },
  });
}

/** The address of a shard leads to its documentation page. */
export const root = rootTo('/docs', 'the documentation page');

/** The request headers that choose the form of a static file. */
export const conditions = {
  headers: z.object({
    'accept-encoding': doc(
      z.optional(z.string()),
      'Include `gzip` to receive a compressed response. Large files are sent compressed only.',
      'gzip',
    ),
    'if-none-match': doc(
      z.optional(z.string()),
      'The `ETag` of an earlier response. If it still matches, the status is 304 (RFC 9110).',
      'W/"2f9c"',
    ),
  }),
};
/** The version of a static file. */
export const etag = z.object({ ETag: doc(z.string(), 'Version of the content.', 'W/"2f9c"') });
/** The response to a request that has the file already. */
export const notModified = { description: 'Not modified since the given `ETag`.', headers: etag };

/** The document as a page on which every route can be tried. */
export const docsPage = route({
  route: 'GET /docs',
  operationId: 'docs',
  summary: 'Get the documentation page',
  description: 'Swagger UI for this document. The page loads all of its files from this service.',
  tag,
  caller: 'anybody',
  input: z.object(conditions),
  responses: {
    200: { description: 'The page.', body: z.string(), contentType: ['text/html'], headers: etag },
    304: notModified,
  },
});

/** The style sheet, the scripts and the icon of the page. */
export const docsFile = route({
  route: 'GET /docs/{file}',
  operationId: 'docsFile',
  summary: 'Get a file of the documentation page',
  tag,
  caller: 'anybody',
  input: z.object({
    path: z.object({ file: doc(z.string(), 'Name of the file.', 'swagger-ui.css') }),
    ...conditions,
  }),
  responses: {
    200: {
      description: 'The file.',
      body: z.string(),
      contentType: ['text/css', 'text/javascript', 'image/png'],
      headers: etag,
    },
    304: notModified,
  },
  errors: ['route_not_found', 'not_acceptable'],
});
