import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import type { Route } from '../../api/route.ts';
import type { Response } from './response.ts';

type Handler = (event: Event, context: Context) => Promise<Response>;

/**
 * One function behind several routes: each request goes to the endpoint of its route. A function of its
 * own for each takes five more resources of a stack, which has 500 at most.
 * @throws Error for a route that the function does not have
 */
export function routed(...endpoints: readonly (readonly [Pick<Route, 'route'>, Handler])[]): Handler {
  const handlers = new Map(endpoints.map(([{ route }, handler]) => [String(route), handler]));
  return async (event, context) => {
    const handler = handlers.get(event.routeKey);
    if (!handler) throw new Error(`this function has no route ${event.routeKey}`);
    return handler(event, context);
  };
}
