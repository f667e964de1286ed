import type { ServiceFunction } from '../../../lib/local/template.ts';

/** The function that answers a request: by its name, the route as API Gateway calls it, and what stands for its `{parameters}`. */
export interface RouteMatch {
  readonly functionName: string;
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Finds routes by the rules of HTTP APIs: of the routes whose segments all fit the one with the fewest `{parameters}`, `*` for what no
 * other route takes.
 */
export function router(functions: readonly ServiceFunction[]): (method: string, target: string) => RouteMatch {
  const routes = functions.flatMap(({ name, routes }) => routes.map((route) => ({ name, route })));
  const patterns = routes
    .filter(({ route }) => route !== '*')
    .map(({ name, route }) => {
      const [method = '', path = ''] = route.split(' ');
      return { name, route, method, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
    })
    .sort((a, b) => a.route.split('{').length - b.route.split('{').length);
  const otherwise = routes.find(({ route }) => route === '*');
  return (method, target) => {
    const { pathname } = new URL(target, 'http://localhost');
    for (const candidate of patterns) {
      const found = candidate.method === method ? candidate.pattern.exec(pathname) : null;
      if (found) {
        const parameters = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
        return { functionName: candidate.name, route: candidate.route, parameters: Object.fromEntries(parameters) };
      }
    }
    if (!otherwise) throw new Error(`no route for ${method} ${pathname}`);
    return { functionName: otherwise.name, route: '$default', parameters: {} };
  };
}
