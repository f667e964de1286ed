import { readFileSync } from 'node:fs';
import type { Api } from '../api.ts';
import { runDocsPage, type Shown } from '../swagger-ui.ts';
import * as then from '../then.ts';

const OWN = 'initializer.js';
const SMALL = [OWN, 'favicon-32x32.png'];
const LARGE = ['swagger-ui-bundle.js', 'swagger-ui.css'];
const FILES = [...SMALL, ...LARGE];

/** The OpenAPI document and its page. @param api of the orchestrator or a shard */
export function documentationContract(api: () => Api): void {
  const get = (path: string, headers: Record<string, string> = {}) => api().request('GET', path, { headers });
  // Run once: Swagger UI takes half a second of processor time.
  let page: Promise<Shown> | undefined;
  const docsPage = () => {
    page ??= runDocsPage(api());
    return page;
  };

  it('GET /docs is a page with every route of /openapi.json in Swagger UI', async () => {
    const { body } = await get('/openapi.json');
    const paths: Record<string, object> = Object(body).paths;
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes).toContain('GET /docs');
    const shown = await docsPage();
    expect(shown).toMatchObject({ isOAS31: true, errors: [], requested: ['/openapi.json'] });
    expect([...shown.operations].sort()).toEqual(routes.sort());
  });

  it('GET /docs fills the required inputs, and no optional input', async () => {
    const { inputs } = await docsPage();
    const all = Object.entries(inputs).flatMap(([operation, of]) => of.map((input) => ({ operation, ...input })));
    expect(all.filter(({ required }) => required).length).toBeGreaterThan(0);
    expect(all.filter(({ required, filled }) => required !== (filled !== undefined))).toEqual([]);
  });

  it('GET /docs loads nothing from another origin, and its policy forbids it', async () => {
    const { text, headers } = await get('/docs');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = `${headers['content-security-policy']}`.split('; ');
    const sources = "'self' 'none' 'unsafe-inline' data:".split(' ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.flatMap((rule) => rule.split(' ').slice(1)).filter((source) => !sources.includes(source))).toEqual(
      [],
    );
    const named = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(named.sort()).toEqual([...FILES.map((file) => `/docs/${file}`), '/openapi.json'].sort());
    expect(text).not.toMatch(/<script>|<script [^>]*>[^<]|\son\w+=|\/\/|<style/);
    expect((await get(`/docs/${OWN}`)).text).not.toMatch(/\/\//);
  });

  it.each(FILES)(
    'GET /docs/%s is compressed, cached for a day, and sent again only if it has changed',
    async (file) => {
      const own = file === OWN ? undefined : readFileSync(`node_modules/swagger-ui-dist/${file}`, 'utf8');
      const gzipped = await get(`/docs/${file}`, { 'Accept-Encoding': 'br, gzip' });
      expect(gzipped.headers['content-encoding']).toBe('gzip');
      if (own !== undefined) expect(gzipped.text).toBe(own);
      const cached = { 'cache-control': 'public, max-age=86400', vary: expect.stringMatching(/accept-encoding/i) };
      expect(gzipped.headers).toMatchObject({ ...cached, 'x-content-type-options': 'nosniff' });
      const { etag = '' } = gzipped.headers;
      expect(await get(`/docs/${file}`, { 'If-None-Match': `"other", ${etag}` })).toMatchObject({
        status: 304,
        text: '',
      });
      expect(await get(`/docs/${file}`, { 'If-None-Match': '"other"' })).toMatchObject({ status: 200 });
    },
  );

  it.each(SMALL)('GET /docs/%s is not compressed if the client refuses gzip', async (file) => {
    const plain = await get(`/docs/${file}`, { 'Accept-Encoding': 'gzip;q=0, identity' });
    const { text, headers } = await get(`/docs/${file}`, { 'Accept-Encoding': 'gzip' });
    expect(plain).toMatchObject({ status: 200, text });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.etag).toBe(headers.etag);
  });

  it.each(LARGE)(
    'GET /docs/%s gives 406 to a client that refuses gzip, as the plain file costs four times as much',
    async (file) => {
      for (const coding of ['identity', 'gzip;q=0', '*;q=0', 'br, gzip;q=0.0, *', '']) {
        then.isProblem(await get(`/docs/${file}`, { 'Accept-Encoding': coding }), 406, 'not_acceptable');
      }
      for (const coding of ['GZIP', '*', 'identity;q=0, *;q=0.5', 'gzip;q=0.001, br;q=0']) {
        const { status, headers } = await get(`/docs/${file}`, { 'Accept-Encoding': coding });
        expect([coding, status, headers['content-encoding']]).toEqual([coding, 200, 'gzip']);
      }
    },
  );

  it.each(['index.html', 'package.json', 'swagger-ui.js', '..%2Fpackage.json', 'constructor'])(
    'GET /docs/%s gives 404',
    async (file) => {
      then.isProblem(await get(`/docs/${file}`), 404, 'route_not_found');
    },
  );
}
