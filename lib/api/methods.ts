import type { Route } from './route.ts';

/**
 * The methods of the routes that a path belongs to, none if it belongs to none. HEAD is among them only if it is declared: API Gateway
 * gives it to no route for GET.
 */
export function methodsAt(routes: readonly Pick<Route, 'route'>[], path: string): string[] {
  const methods = routes.flatMap(({ route }) => {
    const [method = '', template = ''] = route.split(' ');
    return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.replace(/^\/+/, '/')) ? [method] : [];
  });
  return [...new Set(methods)];
}
