import * as z from 'zod';
import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import { createClient, type MibClient } from '../../../lib/client/index.ts';
import { corsOf } from '../../../lib/stack/cors.cjs';
import { inABrowser, SAFELISTED_RESPONSE_HEADERS } from './in-a-browser.ts';

const cors = corsOf(['https://shop.example']);
if (!cors) throw new Error('CORS is off');

const WALLETS = ['41', '42', '43'];
const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** An API with one wallet on each page, which refuses logins. */
async function api(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/auth/login') return json(429, { code: 'too_many_attempts' }, { 'retry-after': '7' });
  if (request.method === 'POST') return json(202, { TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'PENDING' });
  const page = Number(searchParams.get('cursor') ?? '0');
  const next = `<${pathname}?cursor=${page + 1}>; rel="next"`;
  return json(200, [{ wallet_id: WALLETS[page] }], page + 1 < WALLETS.length ? { link: next } : {});
}
const clientUnder = (rules: typeof cors): MibClient =>
  createClient({ baseUrl: 'https://api.example', token: 'a-token', fetch: inABrowser(rules, api) });
const walletsOf = async (client: MibClient) =>
  (await Array.fromAsync(client.wallets())).map(({ wallet_id }) => wallet_id);

describe('The client on a page of another origin', () => {
  it('reads every page of a list', async () => {
    expect(await walletsOf(clientUnder(cors))).toEqual(WALLETS);
  });

  it('would read only the first page, without an error, if Link were not exposed', async () => {
    const exposedResponseHeaders = cors.exposedResponseHeaders.filter((name) => name !== 'Link');
    expect(await walletsOf(clientUnder({ ...cors, exposedResponseHeaders }))).toEqual(['41']);
  });

  it('may send its headers, and reads Retry-After', async () => {
    const client = clientUnder(cors);
    expect(await client.transfer({ from: '41', to: '42', amount: 1n })).toMatchObject({ status: 'PENDING' });
    const login = client.login({ login: 'ann', password: 'a password of ann' });
    await expect(login).rejects.toMatchObject({ code: 'too_many_attempts', retryAfter: 7 });
  });
});

describe('The client on a page of plain http', () => {
  it('gives each transfer a UUID of its own as its key, although the browser makes none', async () => {
    const { crypto } = globalThis;
    Object.defineProperty(globalThis, 'crypto', {
      configurable: true,
      value: { getRandomValues: crypto.getRandomValues.bind(crypto) },
    });
    try {
      const keys = new Set<string | null>();
      const fetch = async (request: Request) => {
        keys.add(request.headers.get('idempotency-key'));
        return api(request);
      };
      const client = createClient({ baseUrl: 'http://192.0.2.7:8080', token: 'a-token', fetch });
      for (let n = 0; n < 20; n++) await client.transfer({ from: '41', to: '42', amount: 1n });
      expect(keys.size).toBe(20);
      for (const key of keys) expect(key).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    } finally {
      Object.defineProperty(globalThis, 'crypto', { configurable: true, value: crypto });
    }
  });
});

describe('CORS', () => {
  const Headers = z.record(z.string(), z.unknown()).default({});
  const Operation = z.object({
    parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
    responses: z.record(z.string(), z.object({ headers: Headers })),
  });
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), Operation)) })
    .parse(orchestratorDocument());
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());

  it('exposes every response header that the OpenAPI document names', () => {
    const described = operations.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ headers }) => Object.keys(headers)),
    );
    expect(described).toContain('Link');
    const seen = [...SAFELISTED_RESPONSE_HEADERS, ...lower(cors.exposedResponseHeaders)];
    expect(lower(described).filter((name) => !seen.includes(name))).toEqual([]);
  });

  it('lets a page send every request header that the OpenAPI document names', () => {
    const described = operations.flatMap(({ parameters }) =>
      parameters.flatMap((parameter) => (parameter.in === 'header' ? parameter.name : [])),
    );
    expect(described).toContain('idempotency-key');
    // Browsers set Accept-Encoding themselves.
    const allowed = [...lower(cors.allowedHeaders), 'accept-encoding'];
    expect(lower(described).filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
