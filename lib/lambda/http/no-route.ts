import { methodsAt } from '../../api/methods.ts';
import type { Route } from '../../api/route.ts';
import { MibError } from '../../domain/errors.ts';

/**
 * The error for a request that no route takes: the path has other methods (RFC 9110, 15.5.6), or
 * there is no such path.
 */
export function noRoute(
  routes: readonly Pick<Route, 'route'>[],
  { method, path }: { method: string; path: string },
): MibError {
  const allowed = methodsAt(routes, path);
  // A gateway that passes a request to `*` although a route has this method did not match the path.
  return allowed.length === 0 || allowed.includes(method)
    ? new MibError('route_not_found')
    : new MibError('method_not_allowed', { allowed });
}
