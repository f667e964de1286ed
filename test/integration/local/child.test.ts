import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Child, type ChildDied } from '../../../lib/local/processes/child.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { eventually } from '../../support/environment/eventually.ts';

/** A program that answers on its port; it ends with 3 when asked for /end. */
const ANSWERS = `require('node:http').createServer((request, response) => {
  if (request.url === '/end') { console.log('the end'); process.exit(3); }
  response.end();
}).listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));`;

let url = '';
let lines: string[];
let deaths: ChildDied[];
let child: Child;

async function aChild(program: string): Promise<Child> {
  const [port = 0] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  const options = {
    name: 'it',
    argv: ['--eval', program],
    cwd: PROJECT,
    env: { PORT: String(port) },
    answersAt: [url],
    onLine: (line: string) => lines.push(line),
  };
  return new Child(options, (death) => deaths.push(death));
}

beforeEach(async () => {
  lines = [];
  deaths = [];
  child = await aChild(ANSWERS);
});
afterEach(() => child.stop());

const answered = () => fetch(url).then((response) => response.ok);

describe('a process', () => {
  it('answers when it has been started, and hands on what it prints', async () => {
    await child.start();
    expect(await answered()).toBe(true);
    expect(lines).toEqual(['listening']);
    expect(child.pid).toBeGreaterThan(0);
  });

  it.each(['stop', 'kill'] as const)(
    'answers no more after %s, does so when it is started again, and is not missed',
    async (end) => {
      await child.start();
      await child[end]();
      expect(child.pid).toBeUndefined();
      await expect(answered()).rejects.toThrow();
      await child.start();
      expect(await answered()).toBe(true);
      expect(deaths).toEqual([]);
    },
  );

  it('is missed when it ends by itself, with its last words', async () => {
    await child.start();
    await fetch(`${url}/end`).catch(() => undefined);
    const death = await eventually(() => deaths[0]);
    expect(death.message).toBe('it ended by itself (exit code 3)');
    expect(death.lastLines).toEqual(['listening', 'the end']);
  });

  it('that ends before it answers has not started', async () => {
    child = await aChild('console.error("wrong from the start"); process.exit(4)');
    await expect(child.start()).rejects.toMatchObject({
      message: 'it ended by itself (exit code 4)',
      lastLines: ['wrong from the start'],
    });
    expect(deaths).toEqual([]);
  });

  it('ends with the one that started it, also when that is killed', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        PARENT,
        '--',
        JSON.stringify({ program: ANSWERS, port: new URL(url).port, url }),
      ],
      { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => !isRunning(pid));
  });
});

/** Starts a process and says which. */
const PARENT = `import { Child } from './lib/local/child.ts';
const { program, port, url } = JSON.parse(process.argv.at(-1));
const child = new Child(
  { name: 'it', argv: ['--eval', program], cwd: '.', env: { PORT: port }, answersAt: [url], onLine: () => {} },
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
