import { STATUS_CODES } from 'node:http';
import * as z from 'zod/mini';
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { doc } from '../domain/doc.ts';
import { ERRORS, type ErrorCode } from '../domain/errors.ts';
import { STATUS } from './errors.ts';
import { exampleOf } from './example.ts';
import { Problem } from './problem.ts';
import { AnyRateLimitHeaders, ErrorRateLimitHeaders, RateLimitHeaders } from './rate-limit-headers.ts';
import { errorsOf, isOptional, type Route, type RouteResponse } from './route.ts';

/** A whole service: its routes, and its texts in the document. */
export interface Service {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly routes: readonly Route[];
  /** Describes the bearer token. */
  readonly token: string;
  /** Describes the key of a program, if the service takes any. */
  readonly key?: string;
  readonly webhooks?: ZodOpenApiPathsObject;
}

export interface DocumentOptions {
  /** Whether the document has the deprecated parameters and the bodies that they lead to. */
  readonly deprecated: boolean;
}

/** The version of the APIs, not of the package. A new major version breaks clients. */
export const API_VERSION = '1.0.0';

const SCHEME = 'token';
const KEY_SCHEME = 'key';

/** The OpenAPI 3.1 document of a service, made from the schemas that check its requests. */
export function openApiDocument(
  { title, description, tags, routes, token, key, webhooks }: Service,
  options: DocumentOptions = { deprecated: true },
) {
  const document: ZodOpenApiObject = {
    openapi: '3.1.1',
    info: {
      title,
      version: API_VERSION,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // The address that serves the document.
    servers: [{ url: '/' }],
    tags: tags.map((tag) => ({ ...tag })),
    paths: pathsOf(routes, options),
    ...(webhooks && { webhooks }),
    components: {
      securitySchemes: {
        [SCHEME]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: token },
        ...(key !== undefined && { [KEY_SCHEME]: { type: 'http', scheme: 'bearer', description: key } }),
      },
    },
  };
  return createDocument(document);
}

function pathsOf(routes: readonly Route[], options: DocumentOptions): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const [method, path] = methodAndPath(route);
    paths[path] = { ...paths[path], [method]: operation(route, options) };
  }
  return paths;
}

const METHODS = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

function methodAndPath({ route }: Route): [(typeof METHODS)[keyof typeof METHODS], string] {
  const [name, path = ''] = route.split(' ');
  const method = name === 'GET' || name === 'PATCH' || name === 'DELETE' ? name : 'POST';
  // OpenAPI has no parameter that spans several segments.
  return [METHODS[method], path.replaceAll('+}', '}')];
}

function operation(route: Route, options: DocumentOptions): ZodOpenApiOperationObject {
  const { body, path, headers, ...shape } = route.input.shape;
  const query = options.deprecated ? shape.query : withoutDeprecated(shape.query);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [route.tag],
    security: securityOf(route),
    requestParams: { ...(path && { path }), ...(query && { query }), ...(headers && { header: headers }) },
    ...(body && { requestBody: { required: !isOptional(body), content: contentOf(body, 'application/json') } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, response]) => [status, success(response, route, options)]),
      ),
      ...errorResponses(route),
    },
  };
}

/** What the header Authorization may have: one of these. */
function securityOf({ caller, keys }: Route): Record<string, string[]>[] {
  if (caller === 'anybody') return [];
  return [{ [SCHEME]: [] }, ...(keys ? [{ [KEY_SCHEME]: [] }] : [])];
}

/** The parameters of a query that are not deprecated. */
function withoutDeprecated(query: z.ZodMiniObject | undefined): z.ZodMiniObject | undefined {
  if (!query) return undefined;
  const fields = Object.entries(query.shape).filter(([, field]) => !z.globalRegistry.get(field)?.deprecated);
  return z.object(Object.fromEntries(fields));
}

function success(
  { description, body, deprecatedBody, contentType = 'application/json', headers, links }: RouteResponse,
  { rateLimit }: Route,
  { deprecated }: DocumentOptions,
): ZodOpenApiResponseObject {
  const anyBody = body && deprecatedBody && deprecated ? z.union([body, deprecatedBody]) : body;
  return {
    description,
    ...headersOf({ ...headers?.shape, ...(rateLimit && RateLimitHeaders) }),
    ...(anyBody && { content: contentOf(anyBody, contentType) }),
    ...(links && { links: { ...links } }),
  };
}

function headersOf(shape: z.core.$ZodShape): Pick<ZodOpenApiResponseObject, 'headers'> {
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {};
}

/** A body of one of these types, with an example. */
export function contentOf(body: z.ZodMiniType, contentType: string | readonly string[]): ZodOpenApiContentObject {
  const example = exampleOf(body);
  const described = { schema: body, ...(example !== undefined && { example }) };
  return Object.fromEntries([contentType].flat().map((type) => [type, described]));
}

/** One response a status, with an example of each error that has this status. */
function errorResponses(route: Route): Record<string, ZodOpenApiResponseObject> {
  const byStatus = Map.groupBy([...errorsOf(route), 'internal_error' as const], (code) => STATUS[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [String(status), errorResponse(route, status, codes)]),
  );
}

/** A request is counted only when its function runs. Of a 503 that is so if the route declares one itself. */
function limitHeaders(status: number, errors: Route['errors'] = []): z.core.$ZodShape {
  if (status !== STATUS.unavailable) return ErrorRateLimitHeaders;
  return errors.includes('unavailable') ? AnyRateLimitHeaders : {};
}

function errorResponse(
  { rateLimit, errors }: Route,
  status: number,
  codes: readonly ErrorCode[],
): ZodOpenApiResponseObject {
  const title = STATUS_CODES[status] ?? '';
  const example = (code: ErrorCode) => ({ value: { type: 'about:blank', title, status, code, detail: ERRORS[code] } });
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code]}`).join(' '),
    ...headersOf({ ...ERROR_HEADERS[status], ...(rateLimit && limitHeaders(status, errors)) }),
    content: {
      'application/problem+json': {
        schema: Problem,
        examples: Object.fromEntries(codes.map((code) => [code, example(code)])),
      },
    },
  };
}

const RetryAfter = doc(z.string(), 'Seconds to wait before the next attempt.', '7');

const ERROR_HEADERS: Readonly<Record<number, z.core.$ZodShape>> = {
  401: {
    'WWW-Authenticate': doc(z.string(), 'The authentication scheme (RFC 6750).', 'Bearer'),
  },
  403: {
    'WWW-Authenticate': doc(
      z.string(),
      'The authentication scheme and the error (RFC 6750).',
      'Bearer error="insufficient_scope"',
    ),
  },
  429: { 'Retry-After': RetryAfter },
  503: { 'Retry-After': RetryAfter },
};
