import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { eventually } from '../../support/environment/eventually.ts';

export const EMULATOR = { name: 'ministack', version: '1.5.33' } as const;
export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const WORKAROUNDS = path.join(import.meta.dirname, 'workarounds');

const RecordedCall = z.strictObject({
  /** The calling function. */
  by: z.string(),
  action: z.string(),
  resource: z.string(),
  allowed: z.boolean(),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

/** An emulator of AWS on the loopback interface that enforces the roles of deployed functions. */
export interface Emulator {
  /** The environment of programs that use it. It leads to no account and no endpoint of AWS. */
  readonly env: NodeJS.ProcessEnv;
  /** The last lines of its output. */
  lastLines(): Promise<string>;
  /** The calls of functions by their roles so far, and whether the roles allowed them. */
  recordedCalls(): Promise<RecordedCall[]>;
  stop(): Promise<void>;
}

/** @param python a Python with the emulator installed */
export async function startEmulator(python: string): Promise<Emulator> {
  const [port = 0] = await freePorts(1);
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-emulator-'));
  // The emulator runs functions by CommonJS programs in this folder, whatever a parent's
  // package.json says.
  await writeFile(path.join(folder, 'package.json'), '{"type": "commonjs"}');
  const endpoint = `http://127.0.0.1:${port}`;
  const env = environment(endpoint, folder);
  const log = path.join(folder, 'log');
  const calls = path.join(folder, 'calls');
  await writeFile(calls, '');
  const output = await open(log, 'w');
  const emulator = spawn(python, [path.join(WORKAROUNDS, 'emulator.py')], {
    env: {
      ...env,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      TMPDIR: folder,
      AUTH: 'true',
      RECORDED_CALLS: calls,
    },
    stdio: ['ignore', output.fd, output.fd],
    // Its functions run in processes of its group, and exit with it.
    detached: true,
  });
  await output.close();
  const lastLines = async () => (await readFile(log, 'utf8')).split('\n').slice(-30).join('\n');
  const recordedCalls = async () => {
    const lines = (await readFile(calls, 'utf8')).split('\n').filter(Boolean);
    return lines.map((line) => RecordedCall.parse(JSON.parse(line)));
  };
  const end = () => {
    killGroup(emulator);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', end);
  const stop = async () => {
    process.off('exit', end);
    const exited = emulator.exitCode === null && once(emulator, 'exit');
    killGroup(emulator);
    await exited;
    end();
  };
  try {
    await eventually(() => isHealthy(emulator, endpoint), { timeoutMs: 60_000, everyMs: 100 });
  } catch (error) {
    console.error(await lastLines());
    await stop();
    throw error;
  }
  return { env, lastLines, recordedCalls, stop };
}

function environment(endpoint: string, folder: string): NodeJS.ProcessEnv {
  // Settings of the user that could lead to their account stay out.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|SHARD_|MIB_|DATABASE_URI$|NODE_OPTIONS$|PERMISSIONS_BOUNDARY$)/.test(name),
  );
  const preloads = ['localhost-names.mjs', 'runtime-sdk.mjs'].map((file) => `--import=${path.join(WORKAROUNDS, file)}`);
  return {
    ...Object.fromEntries(own),
    // The emulator runs functions by the first `node` in the path.
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
    NODE_OPTIONS: ['--enable-source-maps', ...preloads].join(' '),
    // Each concurrent call of a function starts a process, which loads the whole AWS SDK.
    NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCOUNT_ID: ACCOUNT,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: path.join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-credentials'),
    // The interval between two polls of a stack, in ms.
    SLS_AWS_MONITORING_FREQUENCY: '300',
  };
}

async function isHealthy(emulator: ChildProcess, endpoint: string): Promise<boolean> {
  if (emulator.exitCode !== null) throw new Error(`the emulator exited with ${emulator.exitCode}`);
  return fetch(`${endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has exited already.
  }
}
