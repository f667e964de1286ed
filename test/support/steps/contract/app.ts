import type { Api } from '../api.ts';
import * as then from '../then.ts';

/** The wallet in the browser: its page, its views and its files. */
export function appContract(api: () => Api): void {
  const get = (path: string, headers: Record<string, string> = {}) => api().request('GET', path, { headers });
  const named = async () => {
    const { text } = await get('/app');
    return [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
  };

  it('GET /app is a page that loads only files of its own, and has no script or style inside', async () => {
    const { status, text, headers } = await get('/app');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    const policy = `${headers['content-security-policy']}`;
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(text).not.toMatch(/<script>|<script [^>]*>[^<]|\son\w+=|\/\/|<style|\sstyle=/);
    expect(await named()).toEqual(expect.arrayContaining([expect.stringMatching(/^\/app\/assets\/wallet-.+\.js$/)]));
    for (const address of await named()) expect(address).toMatch(/^\/app\/assets\//);
  });

  it('GET /app/assets/… is compressed and cached for ever, and sent again to nobody who has it', async () => {
    for (const file of await named()) {
      const { status, headers } = await get(file, { 'Accept-Encoding': 'br, gzip' });
      expect({ status, ...headers }).toMatchObject({
        status: 200,
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      expect(await get(file, { 'If-None-Match': headers.etag ?? '' })).toMatchObject({ status: 304, text: '' });
    }
  });

  it('GET /app/… is the same page for every view, whatever its query', async () => {
    const { text } = await get('/app');
    for (const view of ['/app/wallets/41/transactions?status=FAILED&mine=1', '/app/pay?to=42', '/app/no/such/view']) {
      expect(await get(view)).toMatchObject({ status: 200, text });
    }
  });

  it.each(['no-such.js', '..%2Findex.html', 'a/b.js', 'constructor', '%E0%A4%A'])(
    'GET /app/assets/%s gives 404',
    async (file) => {
      then.isProblem(await get(`/app/assets/${file}`), 404, 'route_not_found');
    },
  );
}
