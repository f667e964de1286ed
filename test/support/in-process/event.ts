import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { eventOf as eventOfRequest } from '../../../lib/local/gateway/event.ts';
import type { RouteMatch } from '../../../lib/local/gateway/routes.ts';
import { type Message, outgoing } from '../steps/api.ts';

/**
 * The event for the function of a route, as the gateway of `npm start` makes it from a client's
 * message.
 */
export function eventOf(
  method: string,
  target: string,
  match: RouteMatch,
  message: Message,
  sourceIp: string,
): APIGatewayProxyEventV2 {
  const { headers, body = '' } = outgoing(message);
  const request = { method, target, headers: Object.entries(headers), body: Buffer.from(body), sourceIp };
  return eventOfRequest(request, match, Date.now());
}
