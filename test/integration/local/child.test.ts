import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Child, type ChildDied, type ChildOptions } from '../../../lib/local/processes/child.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { eventually } from '../../support/environment/eventually.ts';

/** A program that listens on its port. It exits with 3 at a request of /end. */
const LISTENS = `require('node:http').createServer((request, response) => {
  if (request.url === '/end') { console.log('the end'); process.exit(3); }
  response.end();
}).listen(process.env.PORT, '127.0.0.1', () => { console.log('listening'); process.send('ready'); });`;

let url = '';
let lines: string[];
let deaths: ChildDied[];
let child: Child;

async function aChild(program: string, more: Partial<ChildOptions> = {}): Promise<Child> {
  const [port = 0] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  const options = {
    name: 'it',
    argv: ['--eval', program],
    cwd: PROJECT,
    env: { PORT: String(port) },
    onLine: (line: string) => lines.push(line),
    ...more,
  };
  return new Child(options, (death) => deaths.push(death));
}

beforeEach(async () => {
  lines = [];
  deaths = [];
  child = await aChild(LISTENS);
});
afterEach(() => child.stop());

const isOk = () => fetch(url).then((response) => response.ok);

describe('Child', () => {
  it('resolves its start when the process is ready, and hands on what the process prints', async () => {
    await child.start();
    expect(await isOk()).toBe(true);
    await eventually(() => lines.length > 0);
    expect(lines).toEqual(['listening']);
    expect(child.pid).toBeGreaterThan(0);
  });

  it.each(['stop', 'kill'] as const)(
    'can be started again after %s, and does not report its death then',
    async (end) => {
      await child.start();
      await child[end]();
      expect(child.pid).toBeUndefined();
      await expect(isOk()).rejects.toThrow();
      await child.start();
      expect(await isOk()).toBe(true);
      expect(deaths).toEqual([]);
    },
  );

  it('reports a process that ends by itself, with the last lines that it printed', async () => {
    await child.start();
    await fetch(`${url}/end`).catch(() => undefined);
    const death = await eventually(() => deaths[0]);
    expect(death.message).toBe('it ended by itself (exit code 3)');
    expect(death.lastLines).toEqual(['listening', 'the end']);
  });

  it('sends each start its messages in their order, and a running process further ones', async () => {
    const program = `process.channel.ref();
process.on('message', (told) => {
  console.log(told);
  if (told === 'go') process.send('ready');
});`;
    const first = Promise.withResolvers<void>();
    async function* messages() {
      yield 'settings';
      await first.promise;
      yield 'go';
    }
    child = await aChild(program, { messages });
    const started = child.start();
    await eventually(() => lines.includes('settings'));
    first.resolve();
    await started;
    child.send('more');
    await eventually(() => lines.includes('more'));
    await child.stop();
    child.send('sent to no process');
    await child.start();
    expect(lines).toEqual(['settings', 'go', 'more', 'settings', 'go']);
  });

  it('rejects its start if the process ends before it is ready', async () => {
    child = await aChild('console.error("wrong from the start"); process.exit(4)');
    await expect(child.start()).rejects.toMatchObject({
      message: 'it ended by itself (exit code 4)',
      lastLines: ['wrong from the start'],
    });
    expect(deaths).toEqual([]);
  });

  it('ends with the process that started it, even if that one is killed', async () => {
    const parent = spawn(
      process.execPath,
      ['--input-type=module', '--eval', PARENT, '--', JSON.stringify({ program: LISTENS, port: new URL(url).port })],
      { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => !isRunning(pid));
  });
});

/** Starts a child and prints its process id. */
const PARENT = `import { Child } from './lib/local/processes/child.ts';
const { program, port } = JSON.parse(process.argv.at(-1));
const child = new Child(
  { name: 'it', argv: ['--eval', program], cwd: '.', env: { PORT: port }, onLine: () => {} },
  () => {},
);
await child.start();
console.log(child.pid);`;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
