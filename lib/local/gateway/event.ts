import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RouteMatch } from './routes.ts';

/** A request as received. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** In the order in which they were sent. A name may be there more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** Path and query of a target. The target may be in absolute form (`http://host/path`). */
export function partsOf(target: string): { path: string; query: string } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const [path = '', ...rest] = local.split('?');
  return { path: path === '' ? '/' : path, query: rest.join('?') };
}

/**
 * The event of a request, as an HTTP API passes it to the function of a route (payload format 2.0).
 */
export function eventOf(request: IncomingRequest, match: RouteMatch, now: number): APIGatewayProxyEventV2 {
  const { path, query } = partsOf(request.target);
  const { cookie, ...headers } = joined(request.headers);
  const parameters = queryOf(query);
  return {
    version: '2.0',
    routeKey: match.route,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/; ?/) }),
    headers,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    ...(Object.keys(match.parameters).length > 0 && { pathParameters: { ...match.parameters } }),
    ...bodyOf(request.body),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      // As long as API Gateway's: the length counts in the measured price of a log line.
      requestId: randomBytes(11).toString('base64'),
      routeKey: match.route,
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
  };
}

/** Names in lower case. The values of a repeated name are joined by commas. */
function joined(headers: IncomingRequest['headers']): Record<string, string> {
  const byName = Map.groupBy(headers, ([name]) => name.toLowerCase());
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, all.map(([, value]) => value).join(name === 'cookie' ? '; ' : ',')]),
  );
}

/** Wrong percent-encoding stays as it is or becomes U+FFFD, as in URLSearchParams. */
function queryOf(query: string): Record<string, string> {
  const given = new URLSearchParams(query);
  return Object.fromEntries([...new Set(given.keys())].map((name) => [name, given.getAll(name).join(',')]));
}

/** A body that is not UTF-8 is sent as base64, so that no byte is lost. */
function bodyOf(body: Buffer): Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> {
  if (body.length === 0) return { isBase64Encoded: false };
  try {
    return { body: UTF_8.decode(body), isBase64Encoded: false };
  } catch {
    return { body: body.toString('base64'), isBase64Encoded: true };
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
