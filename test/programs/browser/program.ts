import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PROJECT } from '../../../lib/local/processes/project.ts';

/** A program of this project that runs. */
export interface Program {
  /** The first line that matched. */
  readonly ready: RegExpExecArray;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a program as its npm script does, and waits until it prints a line that matches.
 * @throws Error with its output if it ends before
 */
export async function startProgram(argv: readonly string[], line: RegExp, env: NodeJS.ProcessEnv): Promise<Program> {
  const child = spawn(process.execPath, argv, { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  const matched = new Promise<RegExpExecArray>((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (text) => {
        printed.push(text);
        const found = line.exec(text);
        if (found) resolve(found);
      });
    }
  });
  const closed = once(child, 'close').then(() => undefined);
  const ready = await Promise.race([matched, closed]);
  if (!ready) throw new Error([`${argv.join(' ')} ends before it is ready`, ...printed].join('\n'));
  return { ready, stop: () => stop(child, closed) };
}

async function stop(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await closed;
}
