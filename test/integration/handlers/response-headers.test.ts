import { services } from '../../support/environment/services.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import type { Api, ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const SAFE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};
/** Pages load and run their own files. The contracts of both pages check the rest of their policies. */
const PAGES = ['GET /docs', 'GET /app', 'GET /app/{path+}'];
/** Public: caches may store them. */
const PUBLIC = ['GET /openapi.json', 'GET /.well-known/jwks.json', 'GET /api/currencies', ...PAGES];
const PAGE = {
  ...SAFE_HEADERS,
  'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
};
const headersOf = (route: string) => (PAGES.includes(route) ? PAGE : SAFE_HEADERS);

const { orchestrator, shards } = services();
const routesOf = (service: typeof orchestrator | undefined) =>
  (service?.functions ?? []).flatMap(({ routes }) => routes.map((route) => (route === '*' ? 'PUT /nowhere' : route)));

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
});
afterAll(() => world.stop());

function ask(api: Api, route: string, headers: Record<string, string> = {}): Promise<ApiResponse> {
  const [method = '', path = ''] = route.split(' ');
  return api.request(method, path.replaceAll(/\{\w+\}/g, '1'), { headers });
}

function isSafe({ headers }: ApiResponse, expected: object = SAFE_HEADERS): void {
  expect(headers).toMatchObject(expected);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(Object.keys(headers)).not.toContain('set-cookie');
}

describe('the headers of a response', () => {
  it.each(routesOf(orchestrator))(
    'allow a browser, other origins and caches nothing at the orchestrator’s %s',
    async (route) => {
      const { token } = await given.user();
      for (const authorization of ['none', `Bearer ${token}`]) {
        const response = await ask(world.api, route, { authorization, origin: 'https://elsewhere.example' });
        isSafe(response, headersOf(route));
        if (!PUBLIC.includes(route)) expect(response.headers['cache-control']).toBe('no-store');
      }
    },
  );

  it.each(routesOf(shards[0]))('allow a browser, other origins and caches nothing at a shard’s %s', async (route) => {
    const token = await world.serviceToken(0, { operation: 'wallets' });
    for (const authorization of ['none', `Bearer ${token}`]) {
      const [shard] = world.shards;
      if (!shard) throw new Error('no shard');
      isSafe(await ask(shard, route, { authorization }), headersOf(route));
    }
  });

  it('forbid storing a token, a list, a balance or an empty response', async () => {
    const { user, wallet } = await given.userWithWallet();
    for (const response of [
      await when.login({ login: user.login, password: user.password }),
      await when.wallets(user),
      await when.transactions(user, wallet),
      await when.balance(user, wallet),
      await when.balanceAt(user, wallet, '2026-11-01T00:00:00Z'),
      await when.statement(user, wallet),
    ]) {
      expect([200, 204]).toContain(response.status);
      isSafe(response);
      expect(response.headers['cache-control']).toBe('no-store');
    }
  });
});

describe('the headers of a request', () => {
  it('are refused above 8 KB in total, on every route', async () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`x-header-${n}`, 'x'.repeat(1_000)]));
    for (const route of routesOf(orchestrator)) {
      then.isProblem(await ask(world.api, route, many), 431, 'headers_too_large');
    }
    const [shard] = world.shards;
    if (!shard) throw new Error('no shard');
    then.isProblem(await ask(shard, 'GET /api/balance/1', many), 431, 'headers_too_large');
  });

  it('are accepted a little below 8 KB', async () => {
    const user = await given.user();
    const headers = { authorization: `Bearer ${user.token}`, 'x-header': 'x'.repeat(7_000) };
    expect(await world.api.request('GET', '/api/user/wallets', { headers })).toMatchObject({ status: 200 });
  });

  it('may contain no token of more than 2 KB', async () => {
    then.isUnauthenticated(await when.wallets({ token: 'x'.repeat(2_049) }));
    then.isUnauthenticated(await when.wallets({ token: 'x'.repeat(7_000) }));
  });
});
