import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { answer } from '../../../lib/cli/operator/console/route.ts';
import { type RunningConsole, serveConsole } from '../../../lib/cli/operator/console/server.ts';
import { ROUTES } from '../../../lib/web/console/contract.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const NOTHING = { at: '2026-11-26T00:00:00Z', processes: [] };

let folder: string;
let running: RunningConsole;
let own: URL;
let token: string;
let stopped: string[];
let bugs: unknown[];

beforeEach(async () => {
  [stopped, bugs] = [[], []];
  folder = await mkdtemp(path.join(tmpdir(), 'mib-console-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<title>control room</title>');
  await writeFile(path.join(folder, 'assets/console-1a2b.js'), 'run()');
  running = await serveConsole({
    answers: [
      answer(ROUTES.faults, () => NOTHING),
      answer(ROUTES.stopProcess, ({ process }) => {
        stopped.push(process);
        return NOTHING;
      }),
      answer(ROUTES.keys, () => {
        throw new Error('a secret of the inside');
      }),
      answer(ROUTES.shards, () => {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      }),
    ],
    port: 0,
    pages: folder,
    onError: (error) => bugs.push(error),
  });
  own = new URL(running.address);
  token = own.searchParams.get('token') ?? '';
});
afterEach(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

/** Over Node's own client: fetch sets Host itself. */
async function send(method: string, target: string, headers: OutgoingHttpHeaders = {}, body = '') {
  const sent = request({ host: '127.0.0.1', port: own.port, path: target, method, headers, agent: false }).end(body);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

async function openedByBrowser(): Promise<string> {
  const { headers } = await send('GET', `/?token=${token}`);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

const codeOf = ({ body }: { body: string }): unknown => JSON.parse(body).code;

describe('the address that the command prints', () => {
  it('is one of this machine, with a token that nobody can guess', () => {
    expect(own.hostname).toBe('127.0.0.1');
    expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('gives the browser a cookie that no script and no other site can use, and leads to itself without the token', async () => {
    const { status, headers } = await send('GET', `/?token=${token}`);
    expect([status, headers.location, headers['cache-control']]).toEqual([303, '/', 'no-store']);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^mib_console_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
  });

  it('works once, and then leads to the page that says so', async () => {
    await openedByBrowser();
    const again = await send('GET', `/?token=${token}`);
    expect([again.status, again.body, again.headers['set-cookie']]).toEqual([
      401,
      (await send('GET', '/')).body,
      undefined,
    ]);
  });

  it('opens again in the browser that opened it, for example after a prefetch', async () => {
    const cookie = await openedByBrowser();
    expect(await send('GET', `/transfers?token=${token}`, { cookie })).toMatchObject({
      status: 303,
      headers: { location: '/transfers' },
    });
  });

  it('leads nowhere else, whatever its path is', async () => {
    const cookie = await openedByBrowser();
    for (const target of ['//evil.example/', '/\\evil.example/', '///evil.example/x']) {
      const { headers } = await send('GET', `${target}?token=${token}`, { cookie });
      expect(headers.location ?? '/').toMatch(/^\/(?!\/)/);
    }
  });
});

describe('the API of the control room', () => {
  it('answers the browser with the session', async () => {
    const cookie = await openedByBrowser();
    const { status, body, headers } = await send('GET', '/api/faults', { cookie });
    expect([status, JSON.parse(body), headers['cache-control']]).toEqual([200, NOTHING, 'no-store']);
  });

  it.each([
    ['no cookie', {}],
    ['another cookie', { cookie: `mib_console_1=${'x'.repeat(43)}` }],
    ['the token as a cookie', undefined],
  ])('refuses %s', async (_what, headers) => {
    const cookie = await openedByBrowser();
    const refused = await send('GET', '/api/faults', headers ?? { cookie: `${cookie.split('=')[0]}=${token}` });
    expect([refused.status, codeOf(refused)]).toEqual([401, 'no_session']);
  });

  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1.evil.example:80'])(
    'refuses the host %j, even with the session: a name that resolves to this machine is not its address',
    async (host) => {
      const cookie = await openedByBrowser();
      for (const target of ['/api/faults', '/', `/?token=${token}`]) {
        const refused = await send('GET', target, { cookie, host });
        expect([target, refused.status, codeOf(refused)]).toEqual([target, 403, 'wrong_host']);
      }
    },
  );

  it('writes for its own pages alone', async () => {
    const cookie = await openedByBrowser();
    const stop = (headers: OutgoingHttpHeaders) =>
      send('POST', '/api/faults/stop', { cookie, ...JSON_TYPE, ...headers }, '{"process":"shard-0"}');
    for (const origin of ['http://evil.example', 'null', `http://localhost:${own.port}`, `https://${own.host}`]) {
      const refused = await stop({ origin });
      expect([origin, refused.status, codeOf(refused)]).toEqual([origin, 403, 'wrong_origin']);
    }
    expect(codeOf(await stop({}))).toBe('wrong_origin');
    expect(codeOf(await stop({ origin: own.origin, 'sec-fetch-site': 'same-site' }))).toBe('wrong_origin');
    expect(stopped).toEqual([]);
    expect(await stop({ origin: own.origin, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
    expect(stopped).toEqual(['shard-0']);
  });

  it('takes nothing that a form of another page can send', async () => {
    const cookie = await openedByBrowser();
    const headers = { cookie, origin: own.origin };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const refused = await send(
        'POST',
        '/api/faults/stop',
        { ...headers, 'content-type': type },
        '{"process":"shard-0"}',
      );
      expect([type, refused.status]).toEqual([type, 415]);
    }
    expect(stopped).toEqual([]);
  });

  it('is read by no other page: neither as a script nor as an image', async () => {
    const cookie = await openedByBrowser();
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    expect(codeOf(await send('GET', '/api/faults', headers))).toBe('wrong_origin');
  });

  it('says which field breaks which rule', async () => {
    const cookie = await openedByBrowser();
    const headers = { cookie, origin: own.origin, ...JSON_TYPE };
    const { status, body, headers: returned } = await send('POST', '/api/faults/stop', headers, '{"process":"all"}');
    expect([status, returned['content-type']]).toEqual([400, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({
      status: 400,
      code: 'invalid_input',
      errors: [{ field: 'process', message: 'must name a process' }],
    });
  });

  it.each([
    [400, 'invalid_input', 'POST', '/api/faults/stop', 'no JSON'],
    [400, 'invalid_input', 'POST', '/api/faults/stop', '[]'],
    [413, 'payload_too_large', 'POST', '/api/faults/stop', `{"process":"${'x'.repeat(600_000)}"}`],
    [405, 'method_not_allowed', 'DELETE', '/api/faults', ''],
    [405, 'method_not_allowed', 'GET', '/api/faults/stop', ''],
    [404, 'not_found', 'GET', '/api/nothing', ''],
    [404, 'not_found', 'GET', '/api/jobs/%', ''],
    [405, 'method_not_allowed', 'POST', '/', '{}'],
    [502, 'unreachable', 'GET', '/api/shards', ''],
  ])('responds %i %s to %s %s', async (status, code, method, target, body) => {
    const cookie = await openedByBrowser();
    const refused = await send(method, target, { cookie, origin: own.origin, ...JSON_TYPE }, body);
    expect([refused.status, codeOf(refused)]).toEqual([status, code]);
  });

  it('tells nothing of a bug but that it is one', async () => {
    const cookie = await openedByBrowser();
    const failed = await send('GET', '/api/keys', { cookie });
    expect([failed.status, codeOf(failed)]).toEqual([500, 'internal_error']);
    expect(failed.body).not.toContain('secret');
    expect(bugs).toEqual([new Error('a secret of the inside')]);
  });
});

describe('the pages of the control room', () => {
  it('are served for every address of theirs', async () => {
    for (const target of ['/', '/transfers/41/01K', '/shards?number=1'])
      expect(await send('GET', target)).toMatchObject({ status: 200, body: '<title>control room</title>' });
  });

  it('are stored in caches where their names have a hash, and nowhere else', async () => {
    const script = await send('GET', '/assets/console-1a2b.js');
    expect(script).toMatchObject({ status: 200, body: 'run()' });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await send('GET', '/')).headers['cache-control']).toBe('no-store');
  });

  it('run nothing but their own scripts, and are in no frame', async () => {
    const policy = String((await send('GET', '/')).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect((await send('GET', '/assets/console-1a2b.js')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
  });

  it('open by a link on another page, but are not embedded in one', async () => {
    const from = { 'sec-fetch-site': 'cross-site' };
    const link = { ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await send('GET', '/', link)).toMatchObject({ status: 200 });
    const frame = { ...from, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    expect(codeOf(await send('GET', '/', frame))).toBe('wrong_origin');
  });

  it.each(['/../package.json', '/assets/../../package.json', '/%2e%2e/package.json', '/assets/%2e%2e%2fx.js', '/.env'])(
    'lead to no file outside of their folder: %s',
    async (target) => {
      const { status, body } = await send('GET', target);
      expect([200, 404]).toContain(status);
      expect(['<title>control room</title>', 'There is no such file.\n']).toContain(body);
    },
  );

  it('are built by a command that is named where they are missing', async () => {
    await rm(path.join(folder, 'index.html'));
    const { status, body } = await send('GET', '/');
    expect([status, body]).toEqual([503, expect.stringContaining('npm run web')]);
  });
});
