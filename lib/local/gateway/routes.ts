import type { ServiceFunction } from '../template/template.ts';

/**
 * The function of a request by its name, the route as API Gateway names it, and the values of its
 * `{parameters}`.
 */
export interface RouteMatch {
  readonly functionName: string;
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request. Undefined: no route matches, and the API has no `*`. */
export type Router = (method: string, path: string) => RouteMatch | undefined;

/**
 * Finds routes by the rules of HTTP APIs:
 *
 * - The method must be equal: a HEAD request does not match GET.
 * - A slash at the end of a path makes another path. Several at the beginning count as one.
 * - Of several routes that match, the one with the fewest `{parameters}` wins, and one with a
 *   greedy `{parameter+}`, which spans segments, comes after those without.
 * - `*` matches what no other route does.
 */
export function router(functions: readonly ServiceFunction[]): Router {
  const routes = functions.flatMap(({ name, routes }) => routes.map((route) => ({ name, route })));
  const patterns = routes
    .filter(({ route }) => route !== '*')
    .map(({ name, route }) => {
      const [method = '', path = ''] = route.split(' ');
      return { name, route, method, pattern: patternOf(path) };
    })
    .sort((a, b) => generality(a.route) - generality(b.route));
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

function patternOf(path: string): RegExp {
  const greedy = path.replaceAll(/\{(\w+)\+\}/g, '(?<$1>.+)');
  return new RegExp(`^${greedy.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function generality(route: string): number {
  return route.split('{').length + (route.includes('+}') ? 100 : 0);
}

/**
 * Wrong percent-encoding (`%E0%A4%A`) stays as it is. The function decides whether there is such a
 * thing.
 */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
