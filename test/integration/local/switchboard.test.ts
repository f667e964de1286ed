import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalSwitchboard } from '../../../lib/cli/operator/local-stage.ts';
import { MidTransfer } from '../../../lib/local/cells/mid-transfer.ts';
import { Child } from '../../../lib/local/processes/child.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { type OpenSwitchboard, openSwitchboard } from '../../../lib/local/switchboard/endpoint.ts';
import { StackMetrics } from '../../../lib/local/switchboard/stack-metrics.ts';
import { ROUTES } from '../../../lib/web/console/contract.ts';
import { eventually } from '../../support/environment/eventually.ts';

/** It prints what it is told, and ends by itself when it is told to die. */
const CELL = `process.on('message', (message) => {
  console.log(JSON.stringify(message));
  if (message.kind === 'die') process.kill(process.pid, 'SIGKILL');
});
process.channel.ref();
process.send('ready');`;

let children: Map<string, Child>;
let printed: string[];
let deaths: unknown[];
let open: OpenSwitchboard;
let switchboard: LocalSwitchboard;

beforeAll(async () => {
  [printed, deaths] = [[], []];
  const child = (name: string) =>
    new Child(
      { name, argv: ['--eval', CELL], cwd: PROJECT, env: {}, onLine: (line) => printed.push(`${name} ${line}`) },
      (death) => deaths.push(death),
    );
  children = new Map(['orchestrator', 'shard-0'].map((name) => [name, child(name)]));
  await Promise.all([...children.values()].map((one) => one.start()));
  open = await openSwitchboard(children, new StackMetrics());
  switchboard = new LocalSwitchboard(open.address);
});
afterAll(async () => {
  open.close();
  await Promise.all([...children.values()].map((one) => one.stop()));
});

const ask = (target: string, body?: object) => switchboard.ask(ROUTES.faults.output, target, body);
async function stateOf(name: string) {
  return (await ask('/faults')).processes.find((one) => one.name === name);
}
const until = (name: string, state: string) =>
  eventually(async () => {
    const process = await stateOf(name);
    return process?.state === state && process;
  });

describe('the switchboard of a local stack', () => {
  it('stops a process and starts it again', async () => {
    await ask('/stop', { process: 'shard-0' });
    expect(await stateOf('shard-0')).toMatchObject({ state: 'stopped' });
    expect(children.get('shard-0')?.pid).toBeUndefined();
    await ask('/start', { process: 'shard-0' });
    await until('shard-0', 'running');
    expect(children.get('shard-0')?.pid).toBeGreaterThan(0);
    expect(deaths).toEqual([]);
  });

  it('kills a process, which comes back by itself', async () => {
    const before = children.get('shard-0')?.pid;
    await ask('/kill', { process: 'shard-0', when: 'now', back_after_ms: 50 });
    await until('shard-0', 'running');
    expect(children.get('shard-0')?.pid).not.toBe(before);
    expect(deaths).toEqual([]);
  });

  it('says when a process comes back, and starts it sooner for whoever does not wait', async () => {
    const killed = await ask('/kill', { process: 'shard-0', when: 'now', back_after_ms: 60_000 });
    expect(killed.processes[1]).toMatchObject({ state: 'stopped', back_at: expect.any(String) });
    await ask('/start', { process: 'shard-0' });
    expect(await until('shard-0', 'running')).not.toHaveProperty('back_at');
  });

  it('sees what others do: a change of a serverless file starts a stopped process', async () => {
    await ask('/stop', { process: 'shard-0' });
    await children.get('shard-0')?.start();
    expect(await stateOf('shard-0')).toMatchObject({ state: 'running' });
  });

  it('lets the orchestrator die in the middle of a transfer, which ends no stack', async () => {
    await ask('/kill', { process: 'orchestrator', when: 'mid_transfer' });
    await until('orchestrator', 'stopped');
    expect(printed).toContain('orchestrator {"kind":"die"}');
    expect(deaths).toEqual([]);
    await ask('/start', { process: 'orchestrator' });
    await until('orchestrator', 'running');
  });

  it('takes a part of a process out of reach, until its time is over or the process restarts', async () => {
    const outage = { process: 'shard-0', part: 'replies', ms: 60_000 };
    const { processes } = await ask('/outage', outage);
    expect(processes[1]?.outages).toEqual([{ part: 'replies', until: expect.any(String) }]);
    await eventually(() => printed.includes('shard-0 {"kind":"outage","part":"replies","ms":60000}'));
    await ask('/stop', { process: 'shard-0' });
    expect((await stateOf('shard-0'))?.outages).toEqual([]);
    await ask('/start', { process: 'shard-0' });
    await until('shard-0', 'running');
  });

  it.each([
    ['/start', { process: 'shard-0' }, 409, 'shard-0 runs already'],
    ['/stop', { process: 'shard-7' }, 409, 'there is no process shard-7 here'],
    ['/kill', { process: 'shard-0', when: 'mid_transfer' }, 409, 'only the orchestrator has transfers to be killed in'],
    ['/outage', { process: 'shard-0', part: 'power', ms: 1_000 }, 400, 'part'],
    ['/outage', { process: 'shard-0', part: 'database', ms: 10_000_000 }, 400, 'ms'],
    ['/explode', {}, 404, 'no such route'],
  ])('refuses %s %j', async (target, body, status, message) => {
    await expect(ask(target, body)).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it.each([
    ['without its secret', '/wrong', {}],
    ['from a web page', undefined, { origin: 'http://evil.example' }],
    ['under another name', undefined, { host: 'evil.example' }],
    ['that a form can send', undefined, { 'content-type': 'text/plain' }],
  ])('does nothing for a request %s', async (_what, secret, headers) => {
    const { port, pathname } = new URL(open.address);
    const sent = request({
      host: '127.0.0.1',
      port,
      path: `${secret ?? pathname}/stop`,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    }).end('{"process":"shard-0"}');
    const [response] = await once(sent, 'response');
    await text(response);
    expect([403, 415]).toContain(response.statusCode);
    expect(await stateOf('shard-0')).toMatchObject({ state: 'running' });
  });

  it('says that the stack is gone once it is', async () => {
    const gone = await openSwitchboard(children, new StackMetrics());
    gone.close();
    await expect(new LocalSwitchboard(gone.address).ask(ROUTES.faults.output, '/faults')).rejects.toThrow(
      'the local stack gives no response: has npm start stopped?',
    );
  });
});

describe('a death in the middle of a transfer', () => {
  const functions = [
    { key: 'reserve', name: 'mib-local-reserve' },
    { key: 'settle', name: 'mib-local-settle' },
  ];
  const settle = 'arn:aws:lambda:us-east-1:000000000000:function:mib-local-settle';

  it('comes before the first settling, of which nothing is done then', async () => {
    const [die, invoke] = [jest.fn(), jest.fn().mockResolvedValue('done')];
    const one = new MidTransfer(functions, invoke, die);
    expect(await one.invoke(settle, {})).toBe('done');
    one.arm();
    expect(await one.invoke('mib-local-reserve', {})).toBe('done');
    expect(die).not.toHaveBeenCalled();
    one.invoke(settle, {});
    expect(die).toHaveBeenCalledTimes(1);
    expect(invoke).toHaveBeenCalledTimes(2);
  });
});

describe('the metrics of a local stack', () => {
  const NOW = Date.UTC(2026, 10, 26, 12);
  const line = (ms: number, values: object) =>
    JSON.stringify({ _aws: { Timestamp: NOW + ms, CloudWatchMetrics: [] }, service: 'mib', ...values });
  const transfer = (ms: number, status: string, took: number) =>
    line(ms, { status, transfers: 1, time_to_final: took });

  it('are transfers by their end and the time that they took, without gaps, from the lines of the processes', () => {
    const metrics = new StackMetrics();
    for (const took of [10, 20, 30, 1_000]) metrics.line(transfer(-15_000, 'SUCCESSFUL', took));
    metrics.line(transfer(-1_000, 'INVALID', 5));
    metrics.line(line(-500, { open_transfers: 3, sweeps: 1 }));
    metrics.line('{"level":"INFO","message":"not a metric"}');
    metrics.line('"_aws" is no JSON');
    const { period_seconds, points } = metrics.series(1, NOW - 1);
    expect([period_seconds, points.length]).toEqual([10, 6]);
    expect(points[4]).toEqual({
      at: '2026-11-26T11:59:40.000Z',
      successful: 4,
      invalid: 0,
      failed: 0,
      p50_ms: 20,
      p99_ms: 1_000,
      max_ms: 1_000,
    });
    expect(points[3]).toEqual({ at: '2026-11-26T11:59:30.000Z', successful: 0, invalid: 0, failed: 0 });
    expect(points[5]).toMatchObject({ invalid: 1, pending: 3 });
    expect(metrics.last).toEqual([{ service: 'mib', name: 'sweeps', value: 1, at: NOW - 500 }]);
  });

  it('are those of a day: older ones are forgotten, and a long chart has longer points', () => {
    const metrics = new StackMetrics();
    metrics.line(transfer(-25 * 3_600_000, 'SUCCESSFUL', 10));
    metrics.line(transfer(-2 * 3_600_000, 'FAILED', 10));
    metrics.line(transfer(0, 'SUCCESSFUL', 10));
    const { period_seconds, points } = metrics.series(1440, NOW);
    expect(period_seconds).toBe(900);
    const sum = (of: 'successful' | 'failed') => points.reduce((all, point) => all + point[of], 0);
    expect([sum('successful'), sum('failed')]).toEqual([1, 1]);
  });
});
