import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Child, type ChildDied, type ChildOptions } from './child.ts';
import { killOnExit } from './kill-on-exit.ts';
import { NODE_COMPILE_CACHE } from './project.ts';

const run = promisify(execFile);

/** The processes of one stack, by name. */
export class Processes {
  readonly #children = new Map<string, Child>();
  readonly #died = Promise.withResolvers<ChildDied>();

  /** Resolves when a process ends by itself after it was ready. */
  get died(): Promise<ChildDied> {
    return this.#died.promise;
  }

  get byName(): ReadonlyMap<string, Child> {
    return this.#children;
  }

  /** Adds a process without starting it. */
  add(options: ChildOptions): Child {
    const child = new Child(options, this.#died.resolve);
    this.#children.set(child.name, child);
    return child;
  }

  /**
   * Stops all processes.
   * @param last the name of the process that the others call: it is stopped after them
   */
  async stop(last: string): Promise<void> {
    const others = [...this.#children.values()].filter(({ name }) => name !== last);
    await Promise.all(others.map((child) => child.stop()));
    await this.#children.get(last)?.stop();
  }
}

/**
 * Runs a program of this project until it exits.
 * @throws Error with the program's error output, if it fails
 */
export async function runToEnd(program: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const running = run(process.execPath, [program], { env: { ...env, NODE_COMPILE_CACHE } });
  killOnExit(running.child);
  await running.catch((error: unknown) => {
    throw new Error(error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error));
  });
}
