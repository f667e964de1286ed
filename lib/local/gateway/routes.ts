import type { ServiceFunction } from '../template/template.ts';

/** The function that answers a request: by its name, the route as API Gateway calls it, and what stands for its `{parameters}`. */
export interface RouteMatch {
  readonly functionName: string;
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request. None: the API has no `*`, and no other route takes it. */
export type Router = (method: string, path: string) => RouteMatch | undefined;

/**
 * Finds routes by the rules of HTTP APIs: the method is the very one (HEAD is no GET), a path with a slash at its end is another one, one
 * with several at its beginning is the one with a single one, and
 * of the routes whose segments all fit it is the one with the fewest `{parameters}`; `*` for what no other route takes.
 */
export function router(functions: readonly ServiceFunction[]): Router {
  const routes = functions.flatMap(({ name, routes }) => routes.map((route) => ({ name, route })));
  const patterns = routes
    .filter(({ route }) => route !== '*')
    .map(({ name, route }) => {
      const [method = '', path = ''] = route.split(' ');
      return { name, route, method, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
    })
    .sort((a, b) => a.route.split('{').length - b.route.split('{').length);
  const otherwise = routes.find(({ route }) => route === '*');
  return (method, sent) => {
    const path = sent.replace(/^\/+/, '/');
    for (const candidate of patterns) {
      const found = candidate.method === method ? candidate.pattern.exec(path) : null;
      if (found) {
        const parameters = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
        return { functionName: candidate.name, route: candidate.route, parameters: Object.fromEntries(parameters) };
      }
    }
    return otherwise && { functionName: otherwise.name, route: '$default', parameters: {} };
  };
}

/** What is no percent-encoding (`%E0%A4%A`) stands for itself: whether there is such a thing is for the function to say. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
