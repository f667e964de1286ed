import { methodsAt } from '../../api/methods.ts';
import type { Route } from '../../api/route.ts';
import { MibError } from '../../domain/errors.ts';

/** Why no route of an API takes a request: the path has other methods (RFC 9110, 15.5.6), or there is no such path. */
export function noRoute(routes: readonly Route[], { method, path }: { method: string; path: string }): MibError {
  const allowed = methodsAt(routes, path);
  // A gateway that gives a request to `*` though it has a route for it does not take the path for the route's.
  return allowed.length === 0 || allowed.includes(method)
    ? new MibError('route_not_found')
    : new MibError('method_not_allowed', { allowed });
}
