import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Message, outgoing } from '../../steps/api.ts';
import type { RouteMatch } from './routes.ts';

/** A request from an address as API Gateway hands it to the function behind an HTTP API's route (payload format 2.0). */
export function eventOf(
  method: string,
  target: string,
  match: RouteMatch,
  message: Message,
  sourceIp: string,
): APIGatewayProxyEventV2 {
  const { headers, body } = outgoing(message);
  const { pathname, search, searchParams } = new URL(target, 'http://localhost');
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name).join(',')]));
  const now = Date.now();
  return {
    version: '2.0',
    routeKey: match.route,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    ...(searchParams.size > 0 && { queryStringParameters: query }),
    ...(Object.keys(match.parameters).length > 0 && { pathParameters: match.parameters }),
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: match.route,
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
  };
}
