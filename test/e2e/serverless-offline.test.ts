import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { eventOf } from '../../lib/local/gateway/event.ts';
import { freePorts } from '../../lib/local/processes/ports.ts';
import { NODE_COMPILE_CACHE, PROJECT, REGION, SERVERLESS, STAGE } from '../../lib/local/processes/project.ts';
import { eventually } from '../support/environment/eventually.ts';
import { IS_REMOTE } from './running-world.ts';

const PATIENCE = { timeoutMs: 60_000, everyMs: 200 };
const RUN_ID = `test-${process.pid}`;

// `npm start` runs the functions without the command line of the Serverless Framework. Its plugins
// stay usable by hand.
(IS_REMOTE ? describe.skip : describe)('npx serverless offline', () => {
  let offline: ChildProcess;
  let url: string;
  let lambdaUrl: string;
  let printed = '';
  beforeAll(async () => {
    const [httpPort = 0, lambdaPort = 0] = await freePorts(2);
    url = `http://127.0.0.1:${httpPort}`;
    lambdaUrl = `http://127.0.0.1:${lambdaPort}`;
    const flags = ['--host', '127.0.0.1', '--httpPort', String(httpPort), '--lambdaPort', String(lambdaPort)];
    offline = spawn(process.execPath, [SERVERLESS, 'offline', '--stage', STAGE, ...flags], {
      cwd: PROJECT,
      env: { ...process.env, RUN_ID, AWS_REGION: REGION, NODE_COMPILE_CACHE },
    });
    for (const output of [offline.stdout, offline.stderr]) output?.on('data', (data) => (printed += data));
    const responds = () =>
      fetch(url).then(
        () => true,
        () => false,
      );
    await eventually(async () => {
      if (offline.exitCode !== null) throw new Error(printed);
      return responds();
    }, PATIENCE);
  }, 90_000);
  afterAll(async () => {
    const ended = once(offline, 'exit');
    offline.kill('SIGKILL');
    await ended;
    await rm(path.join(PROJECT, '.esbuild', `mib-${RUN_ID}`), { recursive: true, force: true });
  });

  it('serves the HTTP API by the serverless file alone', async () => {
    const response = await fetch(`${url}/no/such/route`);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await response.json()).toMatchObject({ status: 404, code: 'route_not_found' });
  });

  it('serves the Lambda API', async () => {
    const functionName = 'mib-local-not_found';
    const request = { method: 'GET', target: '/no/such/route', headers: [], body: Buffer.alloc(0), sourceIp: '::1' };
    const event = eventOf(request, { functionName, route: '$default', parameters: {} }, Date.now());
    const response = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    expect(await response.json()).toMatchObject({ statusCode: 404 });
  });
});
