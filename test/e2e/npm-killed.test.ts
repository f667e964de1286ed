import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { generateSigningKeys, publicKeySet } from '../../lib/auth/keys.ts';
import { freePorts, isFree } from '../../lib/local/processes/ports.ts';
import { PROJECT } from '../../lib/local/processes/project.ts';
import { eventually } from '../support/environment/eventually.ts';
import { IS_REMOTE } from './running-world.ts';

const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };

let npm: ChildProcess;
let tree: Set<number>;

let folder: string;
/** The system's temporary folder for what is started here. */
let temporary: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-npm-'));
  temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
});
afterEach(() => {
  for (const pid of alive(tree)) process.kill(pid, 'SIGKILL');
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a script of this project as a user does. */
function start(script: string, ...flags: string[]): void {
  npm = spawn('npm', ['run', script, '--', ...flags], {
    cwd: PROJECT,
    // No shards: their ports may be in use.
    env: { ...process.env, SHARD_ADDRESS_0: 'http://127.0.0.1:1', TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  tree = new Set();
}

async function prints(line: RegExp): Promise<void> {
  if (!npm.stdout) throw new Error('npm has no output');
  for await (const printed of createInterface({ input: npm.stdout })) if (line.test(printed)) return;
  throw new Error('it has ended');
}

/** Every process of the system, without zombies. */
function processes(): { pid: number; parent: number }[] {
  return execFileSync('ps', ['-axo', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state = 'Z']) => !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

/** Remembers npm and all processes that it has started so far. */
function remember(): Set<number> {
  const all = processes();
  const add = (pid: number) => {
    tree.add(pid);
    for (const one of all) if (one.parent === pid) add(one.pid);
  };
  for (const pid of [npm.pid ?? 0, ...tree]) add(pid);
  return tree;
}

function alive(pids: ReadonlySet<number>): number[] {
  return processes()
    .map(({ pid }) => pid)
    .filter((pid) => pids.has(pid));
}

async function killNpm(signal: NodeJS.Signals): Promise<void> {
  const exited = once(npm, 'exit');
  npm.kill(signal);
  await exited;
}

(IS_REMOTE ? describe.skip : describe)('when npm is killed', () => {
  it('with SIGTERM, npm start ends its processes, frees its ports and leaves no temporary file', async () => {
    const [port = 0] = await freePorts(1);
    start('start', '--memory', '-a', `localhost:${port}`);
    await prints(/is ready after/);
    // npm, its shell unless that made room for the program, the program, the
    // orchestrator.
    expect(remember().size).toBeGreaterThanOrEqual(4);
    await killNpm('SIGTERM');
    await eventually(() => alive(tree).length === 0, PATIENCE);
    expect(await isFree({ host: 'localhost', port })).toBe(true);
    // npm's own, of Node's compiler.
    expect((await readdir(temporary)).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  }, 120_000);

  // During the start: it is seen sooner, and the processes end in the same way.
  it.each<[string, NodeJS.Signals]>([
    ['start', 'SIGKILL'],
    ['start:shard', 'SIGKILL'],
    ['demo', 'SIGTERM'],
  ])(
    'npm run %s ends its processes after %s',
    async (script, signal) => {
      const keys = path.join(folder, 'public-keys.json');
      await writeFile(keys, JSON.stringify(publicKeySet(await generateSigningKeys())));
      const [port] = await freePorts(1);
      const address = ['-a', `localhost:${port}`, '--memory'];
      const shard = ['--shard', '0', '--count', '1', '--keys', keys];
      start(script, ...(script === 'demo' ? [] : address), ...(script === 'start:shard' ? shard : []));
      await eventually(() => remember().size >= 4, PATIENCE);
      await killNpm(signal);
      await eventually(() => alive(remember()).length === 0, PATIENCE);
    },
    120_000,
  );
});
