import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Pages } from '../../../lib/local/gateway/cors.ts';
import { httpApi } from '../../../lib/local/gateway/gateway.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const SHOP = 'https://shop.example';
const FUNCTIONS = [{ key: 'all', name: 'all', handler: 'all.handler', routes: ['*'], environment: {} }];

let server: Server;
let url: string;
let calls: number;
async function start(pages?: Pages): Promise<void> {
  calls = 0;
  const invoke = async () => {
    calls += 1;
    return { statusCode: 200, headers: { Link: '</next>; rel="next"' }, body: '' };
  };
  server = httpApi({ functions: FUNCTIONS, invoke, pages, say: () => undefined });
  url = await listenOnFreePort(server);
}
afterEach(() => closeServer(server));

async function send(method: string, headers: Record<string, string>, localAddress = '127.0.0.1') {
  const sent = request(`${url}/api/user/wallets`, { method, headers, localAddress, agent: false }).end();
  const [response] = await once(sent, 'response');
  await text(response);
  const cors = Object.entries(response.headers).filter(([name]) => name.startsWith('access-control-'));
  return { status: response.statusCode, cors: Object.fromEntries(cors) };
}
const PREFLIGHT = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };

describe('the API with named origins', () => {
  beforeEach(() => start({ origins: [SHOP], localhost: false }));

  it('lets a page of theirs read responses, and the headers that the client reads', async () => {
    expect(await send('GET', { origin: SHOP })).toEqual({
      status: 200,
      cors: {
        'access-control-allow-origin': SHOP,
        'access-control-expose-headers': expect.stringMatching(/\bLink\b.*\bRetry-After\b/),
      },
    });
  });

  it('responds to the preflight of such a page without calling a function', async () => {
    expect(await send('OPTIONS', { origin: SHOP, ...PREFLIGHT })).toEqual({
      status: 204,
      cors: {
        'access-control-allow-origin': SHOP,
        'access-control-allow-methods': 'GET,POST,PATCH,DELETE',
        'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
        'access-control-max-age': '3600',
      },
    });
    expect(calls).toBe(0);
  });

  it.each(['https://evil.example', 'http://shop.example', `${SHOP}:8443`, 'http://localhost:3000', 'null'])(
    'gives %s nothing to read',
    async (origin) => {
      expect(await send('OPTIONS', { origin, ...PREFLIGHT })).toEqual({ status: 204, cors: {} });
      expect(calls).toBe(0);
      expect(await send('GET', { origin })).toEqual({ status: 200, cors: {} });
    },
  );

  it('treats OPTIONS as a request if it is not a preflight', async () => {
    await send('OPTIONS', { origin: SHOP });
    await send('OPTIONS', PREFLIGHT);
    expect(calls).toBe(2);
  });
});

describe('the API without named origins', () => {
  it('lets no page read a response', async () => {
    await start();
    expect(await send('GET', { origin: SHOP })).toEqual({ status: 200, cors: {} });
    expect(await send('OPTIONS', { origin: SHOP, ...PREFLIGHT })).toEqual({ status: 200, cors: {} });
  });

  it('lets pages of localhost on any port call it if that is chosen, and of no other name that begins so', async () => {
    await start({ origins: [], localhost: true });
    const allowed = async (origin: string) => (await send('GET', { origin })).cors['access-control-allow-origin'];
    expect(await allowed('http://localhost')).toBe('http://localhost');
    expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000');
    expect(await allowed('http://localhost.evil.example')).toBeUndefined();
    expect(await allowed('https://localhost:3000')).toBeUndefined();
  });
});
