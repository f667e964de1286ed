import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { killOnExit } from '../../../lib/local/processes/kill-on-exit.ts';
import { type Configuration, textOf } from './configuration.ts';

const HERE = import.meta.dirname;

export interface Checked {
  readonly configuration: Configuration;
  /** The check that failed; undefined if TLC explored every state and found nothing. */
  readonly violated?: string | undefined;
  /** How many different states it saw. */
  readonly states: number;
  readonly seconds: number;
  readonly printed: string;
}

/**
 * Explores all states of a configuration, or those up to the first violation.
 * @throws Error if TLC cannot
 */
export async function check(jar: string, configuration: Configuration): Promise<Checked> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-tla-'));
  const started = performance.now();
  try {
    const file = path.join(folder, 'Transfer.cfg');
    await writeFile(file, textOf(configuration));
    await mkdir(path.join(folder, 'states'));
    const printed = await run([
      // The compiler that optimizes takes longer than a violation that is found in a second.
      ...(configuration.violates === undefined ? [] : ['-XX:TieredStopAtLevel=1']),
      // TLC writes its modules into the temporary folder: two at the same time need two folders.
      ...['-XX:+UseParallelGC', '-XX:ParallelGCThreads=1', '-Xmx3g', `-Djava.io.tmpdir=${folder}`],
      ...['-cp', jar, 'tlc2.TLC', '-deadlock', '-workers', '1', '-metadir', path.join(folder, 'states')],
      ...['-config', file, 'Transfer.tla'],
    ]);
    const [, states] = /^\d+ states generated, (\d+) distinct states found/m.exec(printed) ?? [];
    const violated = violationIn(printed, configuration);
    const explored = printed.includes('Model checking completed. No error has been found.');
    if (violated === undefined && !explored) throw new Error(`TLC did not check "${configuration.name}":\n${printed}`);
    const seconds = (performance.now() - started) / 1_000;
    return { configuration, violated, states: Number(states), seconds, printed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** TLC does not name the property that a temporal violation is of: then there is one alone. */
function violationIn(printed: string, { properties = [] }: Configuration): string | undefined {
  const named = /Error: (?:Invariant|Action property) (\w+) is violated/.exec(printed)?.[1];
  if (named !== undefined) return named;
  return printed.includes('Error: Temporal properties were violated') ? properties.join(' or ') : undefined;
}

async function run(argv: readonly string[]): Promise<string> {
  const java = spawn('java', argv, { cwd: HERE, stdio: ['ignore', 'pipe', 'pipe'] });
  killOnExit(java);
  const printed: string[] = [];
  for (const output of [java.stdout, java.stderr])
    output.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  await once(java, 'close');
  return printed.join('');
}
