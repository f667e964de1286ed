import { methodsAt } from '../../../../lib/api/methods.ts';
import type { Route } from '../../../../lib/api/route.ts';
import type { Api } from '../api.ts';
import * as then from '../then.ts';

const DOCUMENTATION = ['/', '/docs', '/docs/swagger-ui.css', '/openapi.json'];
/** Paths of the wallet: its page, and a view. Every path below is a view. */
export const APP = ['/app', '/app/wallets/41'];
const METHODS = ['HEAD', 'OPTIONS', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The emulator of the deployment test responds to OPTIONS with 403. AWS does so only with CORS. */
export const EMULATED_METHODS = METHODS.filter((method) => method !== 'OPTIONS');

/**
 * Requests that gateways treat differently: every method on every path, trailing slashes, and
 * invalid percent-encoding.
 * @param routes of the service, as declared
 * @param paths for each route, without those of the documentation and of pages
 * @param options `pages`: paths of pages; `root`: where GET / leads
 */
export function requestsContract(
  api: () => Api,
  routes: readonly Route[],
  paths: readonly string[],
  {
    methods = METHODS,
    pages = [],
    root = '/docs',
  }: { methods?: readonly string[] | undefined; pages?: readonly string[]; root?: string } = {},
): void {
  const ask = (method: string, path: string) => api().request(method, path, {});
  const all = [...DOCUMENTATION, ...pages, ...paths];

  it('The paths of this test cover every route', () => {
    const found = routes.filter((route) => all.some((path) => methodsAt([route], path).length > 0));
    expect(found).toEqual(routes);
  });

  it.each(all.flatMap((path) => methods.map((method) => [method, path] as const)))(
    '%s %s gives 405 with the allowed methods, unless it is a route',
    async (method, path) => {
      const allowed = methodsAt(routes, path);
      const response = await ask(method, path);
      if (allowed.includes(method)) {
        expect([404, 405]).not.toContain(response.status);
        return;
      }
      expect(response.headers.allow).toBe(allowed.join(', '));
      if (method === 'HEAD')
        expect({ status: response.status, text: response.text }).toEqual({ status: 405, text: '' });
      else then.isProblem(response, 405, 'method_not_allowed');
    },
  );

  it(`GET / redirects to ${root}`, async () => {
    expect(await ask('GET', '/')).toMatchObject({ status: 302, headers: { location: root }, text: '' });
  });

  it.each([
    ...[...DOCUMENTATION, ...paths].filter((path) => path !== '/').map((path) => `${path}/`),
    ...paths.map((path) => path.replace(/[^/]*$/, '')),
    '/nowhere',
    '/Docs',
    '/docs/swagger-ui.css/more',
    '/%E0%A4%A',
    '/docs/%E0%A4%A',
    '/docs/%',
  ])('GET %s gives 404', async (path) => {
    then.isProblem(await ask('GET', path), 404, 'route_not_found');
  });
}
