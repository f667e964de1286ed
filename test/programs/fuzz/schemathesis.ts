import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { killOnExit } from '../../../lib/local/processes/kill-on-exit.ts';
import type { Existing } from './existing.ts';

export const SCHEMATHESIS = { name: 'schemathesis', version: '4.32.5' } as const;

const HERE = import.meta.dirname;

/** One run of schemathesis: one service and one kind of caller. */
export interface Target {
  /** The name in the summary and in file names: `orchestrator-with-token`. */
  readonly name: string;
  readonly url: string;
  /** Existing values, by the names in schemathesis.toml. */
  readonly dictionaries: Readonly<Record<'wallets' | 'transactions' | 'keys' | 'deadlines', readonly string[]>>;
  /** How callers get their tokens; without it they have none. */
  readonly auth?: Auth;
  /** Path parameters or fields of a body that exist together, by route. */
  readonly existing?: Existing;
  /** Wallets that stay where they are: movers get one of `existing` instead. */
  readonly stayingWallets?: readonly string[];
  /** Wallets that callers may only pay to. */
  readonly foreignWallets?: readonly string[];
}

/** Entries of an authentication file of Web Fuzzing Commons. */
export interface Auth {
  readonly entries: readonly object[];
  /** The lifetime of a token before it is requested again. */
  readonly refreshSeconds: number;
  /** The entries that must not see each other's resources. The first one makes the requests. */
  readonly peers?: readonly [string, ...string[]];
}

export interface Drawing {
  readonly seed: number;
  /**
   * The maximum for each route in each phase that draws requests. Without a token it is a third,
   * because nearly all requests get the same response.
   */
  readonly maxExamples: number;
}

export type Counts = z.infer<typeof Counts>;
const Counts = z.object({
  requests: z.array(z.object({ route: z.string(), status: z.int(), count: z.int() })),
  excluded: z.record(z.string(), z.int()),
});

const Report = z.object({
  complete: z.boolean(),
  test_cases: z.object({ unique_failures: z.int() }),
  errors: z.array(z.object({ title: z.string(), count: z.int() })),
});

/** The result of one run. */
export interface Findings extends Counts {
  readonly target: Target;
  readonly failures: number;
  /** The output of schemathesis: each failure with the request that repeats it. */
  readonly printed: string;
}

/**
 * Calls every route of the service's own document in all phases and with all checks.
 * @param python with schemathesis installed
 * @param folder for its files
 * @throws Error if schemathesis does not complete
 */
export async function fuzz(python: string, folder: string, target: Target, drawing: Drawing): Promise<Findings> {
  const file = (ending: string) => path.join(folder, `${target.name}.${ending}`);
  // From a file, because schemathesis does not fuzz a document route that it reads from the
  // service.
  const document = await fetch(`${target.url}/openapi.json`).then((response) => response.text());
  await writeFile(file('openapi.json'), target.auth ? withoutEnds(document) : document);
  await writeFile(file('toml'), await settings(target, file('auth.json')));
  const maxExamples = target.auth ? drawing.maxExamples : Math.ceil(drawing.maxExamples / 3);
  const argv = [
    ...['--config-file', file('toml'), 'run', file('openapi.json'), '--url', target.url, '--no-color'],
    ...['--checks', 'all', '--phases', 'examples,coverage,fuzzing,stateful', '--mode', 'all'],
    ...['--seed', String(drawing.seed), '--max-examples', String(maxExamples), '--workers', '1'],
    ...['--generation-database', 'none', '--warnings', 'off', '--output-sanitize', 'false'],
    // Callers without a token send made-up ones. Callers with a token send only that, to pass
    // authentication.
    ...['--generation-with-security-parameters', String(!target.auth)],
    ...['--report', 'json', '--report-json-path', file('report.json')],
  ];
  const { code, printed } = await run(path.join(path.dirname(python), 'schemathesis'), argv, folder, {
    ...process.env,
    PYTHONPYCACHEPREFIX: folder,
    SCHEMATHESIS_HOOKS: path.join(HERE, 'judge.py'),
    MIB_FUZZ_COUNTS: file('counts.json'),
    MIB_FUZZ_EXISTING: JSON.stringify(target.existing ?? {}),
    MIB_FUZZ_STAYING_WALLETS: JSON.stringify(target.stayingWallets ?? []),
    MIB_FUZZ_FOREIGN_WALLETS: JSON.stringify(target.foreignWallets ?? []),
  });
  await writeFile(file('log'), printed);
  const report = Report.safeParse(await json(file('report.json')));
  const counts = Counts.safeParse(await json(file('counts.json')));
  if (!report.data?.complete || !counts.success) throw new Error(`${printed}\nschemathesis ended with ${code}`);
  const errors = report.data.errors.reduce((sum, { count }) => sum + count, 0);
  const failures = report.data.test_cases.unique_failures + errors;
  if ((code === 0) !== (failures === 0))
    throw new Error(`${printed}\nschemathesis ended with ${code}, which differs from its report`);
  return { ...counts.data, target, failures, printed };
}

/**
 * The settings of all runs, followed by those of this run. Strings and arrays in JSON are valid
 * TOML.
 */
async function settings({ dictionaries, auth }: Target, authFile: string): Promise<string> {
  const lines = [await readFile(path.join(HERE, 'schemathesis.toml'), 'utf8')];
  for (const [name, values] of Object.entries(dictionaries)) {
    lines.push(`${name} = { values = ${JSON.stringify(values)} }`);
  }
  if (auth) {
    await writeFile(authFile, JSON.stringify({ auth: auth.entries }));
    lines.push('[auth.wfc]', `path = ${JSON.stringify(authFile)}`, `refresh_interval = ${auth.refreshSeconds}`);
    if (auth.peers) lines.push(`user = ${JSON.stringify(auth.peers[0])}`, `peers = ${JSON.stringify(auth.peers)}`);
  }
  return `${lines.join('\n')}\n`;
}

async function run(command: string, argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const program = spawn(command, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  killOnExit(program);
  const printed: string[] = [];
  for (const output of [program.stdout, program.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  }
  const [code] = z.tuple([z.int().nullable(), z.unknown()]).parse(await once(program, 'close'));
  return { code, printed: printed.join('') };
}

async function json(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8').catch(() => 'null'));
}

/** The routes with which a caller ends their own session, and every request after it would get a 401. */
const ENDS: ReadonlySet<string> = new Set(['/auth/logout', '/auth/sessions/{SessionID}']);

const Described = z.looseObject({ paths: z.record(z.string(), z.unknown()) });

function withoutEnds(document: string): string {
  return JSON.stringify(Described.parse(JSON.parse(document)), (key, value: unknown) =>
    ENDS.has(key) ? undefined : value,
  );
}
