import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../../support/environment/eventually.ts';

const SERVICE = {
  service: 'shop',
  provider: { region: 'us-east-1', runtime: 'nodejs24.x' },
  functions: {
    sell: { name: 'shop-sell', handler: 'sell.handler', environment: { SHOP_GOODS: 'apples' } },
    slow: { name: 'shop-slow', handler: 'slow.handler', timeout: 0.05 },
  },
};

let folder: string;
let program: ChildProcess;
/** In an order that the program sees: it loads the bundle after it is written. */
async function write(bundle: string, text: string): Promise<void> {
  await writeFile(path.join(folder, bundle), text);
  program.send({ reload: [bundle] });
}
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-functions-'));
  await writeFile(path.join(folder, 'package.json'), '{"type":"commonjs"}');
  // In a process of its own: jest has modules of its own, which are not those of Node.
  program = fork(path.join(__dirname, 'functions-program.ts'), [folder, JSON.stringify(SERVICE)]);
});
afterAll(async () => {
  const ended = once(program, 'exit');
  program.kill();
  await ended;
  await rm(folder, { recursive: true });
});

async function invoke(name: string, payload: object): Promise<unknown> {
  program.send({ name, payload });
  const [outcome] = await once(program, 'message');
  return outcome;
}

describe('the functions of a cell', () => {
  it('are called by name or ARN, with a copy of the event and the declared environment', async () => {
    await write(
      'sell',
      'exports.handler = async (event) => { event.n += 1; return { ...event, of: process.env.SHOP_GOODS, no: undefined }; };',
    );
    for (const name of ['shop-sell', 'arn:aws:lambda:us-east-1:000000000000:function:shop-sell']) {
      expect(await invoke(name, { n: 1 })).toEqual({ event: { n: 1 }, result: { n: 2, of: 'apples' } });
    }
  });

  it('return null for no result', async () => {
    await write('sell', 'exports.handler = async () => {};');
    expect(await invoke('shop-sell', {})).toMatchObject({ result: null });
  });

  it('fail under the name of their error, with its stack trace', async () => {
    await write(
      'sell',
      "exports.handler = async () => { throw Object.assign(new Error('none left'), { name: 'SoldOut' }); };",
    );
    expect(await invoke('shop-sell', {})).toMatchObject({
      error: { name: 'SoldOut', message: 'none left', notCalled: false },
      trace: expect.stringContaining(path.join(folder, 'sell')),
    });
  });

  it('fail after their timeout', async () => {
    await write('slow', 'exports.handler = () => new Promise(() => {});');
    expect(await invoke('shop-slow', {})).toMatchObject({
      error: { name: 'Sandbox.Timedout', message: 'Task timed out after 0.05 seconds' },
    });
  });

  it('are known by the name alone that the serverless file gives them', async () => {
    expect(await invoke('sell', {})).toMatchObject({
      error: { name: 'Lambda.ResourceNotFoundException', notCalled: true },
    });
  });

  it('run new code after a reload, while a call in flight ends with the old code', async () => {
    const code = (version: string) =>
      `exports.handler = async ({ waits }) => { if (waits) await new Promise((done) => globalThis.release = done); else globalThis.release?.(); return '${version}'; };`;
    await write('sell', code('old'));
    expect(await invoke('shop-sell', {})).toMatchObject({ result: 'old' });
    program.send({ name: 'shop-sell', payload: { waits: true } });
    await write('sell', code('new'));
    const results: unknown[] = [];
    program.on('message', (outcome: { result: string }) => results.push(outcome.result));
    program.send({ name: 'shop-sell', payload: {} });
    await eventually(() => results.length === 2);
    expect(results.toSorted()).toEqual(['new', 'old']);
  });
});
