import type { Route } from './route.ts';

/**
 * The methods that a path has. A path that a route writes out has just the methods of such routes, as in
 * OpenAPI: https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching. HEAD is among them only if a
 * route declares it: API Gateway does not send HEAD requests to a route for GET.
 */
export function methodsAt(routes: readonly Pick<Route, 'route'>[], path: string): string[] {
  const plain = path.replace(/^\/+/, '/');
  const declared = routes.map(({ route }) => {
    const [method = '', template = ''] = route.split(' ');
    return { method, template };
  });
  const writtenOut = declared.filter(({ template }) => template === plain);
  const found = writtenOut.length > 0 ? writtenOut : declared.filter(({ template }) => matches(template, plain));
  return [...new Set(found.map(({ method }) => method))];
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
