import type { Route } from './route.ts';

/**
 * The methods that a path has. HEAD is among them only if a route declares it: API Gateway does not
 * send HEAD requests to a route for GET.
 */
export function methodsAt(routes: readonly Pick<Route, 'route'>[], path: string): string[] {
  const methods = routes.flatMap(({ route }) => {
    const [method = '', template = ''] = route.split(' ');
    return new RegExp(`^${template.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(
      path.replace(/^\/+/, '/'),
    )
      ? [method]
      : [];
  });
  return [...new Set(methods)];
}
