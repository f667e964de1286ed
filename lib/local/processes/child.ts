import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { killOnExit } from './kill-on-exit.ts';
import { NODE_COMPILE_CACHE } from './project.ts';
import { answers } from './wait-until-listening.ts';

export interface ChildOptions {
  /** What it is called in messages and logs. */
  readonly name: string;
  /** The program and its arguments, run by this Node. */
  readonly argv: readonly string[];
  /** Modules to load into it before its program, beside the one that ends it with this process. */
  readonly preload?: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process is ready when all these addresses answer over HTTP, whatever they answer. */
  readonly answersAt: readonly string[];
  /** Takes each line that it prints. */
  readonly onLine: (line: string) => void;
}

/** A process has ended by itself. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';
  /** What it said last. */
  readonly lastLines: readonly string[];

  constructor(child: string, how: string, lastLines: readonly string[]) {
    super(`${child} ended by itself (${how})`);
    this.lastLines = lastLines;
  }
}

const DIE_WITH_PARENT = path.join(import.meta.dirname, 'die-with-parent.mjs');
const LAST_LINES = 20;
/** How long a process may take to end, or its last words to arrive, before it is ended the hard way. */
const PATIENCE_MS = 1_500;

/** A process that can be ended and started again under the same settings. It ends when this process does, however this one ends. */
export class Child {
  readonly name: string;
  readonly #options: ChildOptions;
  readonly #onDeath: (death: ChildDied) => void;
  #running: ChildProcess | undefined;
  #lastLines: string[] = [];

  /** @param onDeath told if it ends by itself after it was ready */
  constructor(options: ChildOptions, onDeath: (death: ChildDied) => void) {
    this.name = options.name;
    this.#options = options;
    this.#onDeath = onDeath;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /**
   * Starts the process, waits until it is ready, and tells it so by a message.
   * @throws ChildDied if it ends before that, also because of stop or kill
   */
  async start(): Promise<void> {
    const { argv, preload = [], cwd, env, answersAt } = this.#options;
    const imports = [DIE_WITH_PARENT, ...preload].map((file) => `--import=${pathToFileURL(file).href}`);
    // In a group of its own, so that Ctrl-C reaches this process alone, which then ends the others in order.
    const child = spawn(process.execPath, [...imports, ...argv], {
      cwd,
      env: { ...env, NODE_COMPILE_CACHE },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    killOnExit(child);
    this.#running = child;
    this.#lastLines = [];
    for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', this.#line);
    const closed = once(child, 'close');
    const died = async (): Promise<ChildDied> => {
      await Promise.race([closed, expiry()]);
      return new ChildDied(this.name, child.signalCode ?? `exit code ${child.exitCode}`, this.#lastLines);
    };
    const ended = new AbortController();
    let ready = false;
    child.once('exit', () => {
      ended.abort();
      if (this.#running !== child) return;
      this.#running = undefined;
      if (ready) died().then(this.#onDeath);
    });
    for (const url of answersAt) await answers(url, ended.signal);
    if (ended.signal.aborted) throw await died();
    ready = true;
    child.send('ready', () => undefined);
  }

  /** Ends the process, by force if it does not listen. */
  async stop(): Promise<void> {
    const child = this.#running;
    if (!child) return;
    this.#running = undefined;
    // What is preloaded into the process ends it on this.
    if (child.connected) child.disconnect();
    if ((await Promise.race([exited(child), expiry()])) === 'expired') child.kill('SIGKILL');
    await exited(child);
  }

  /** Kills the process as a crash would. */
  async kill(): Promise<void> {
    const child = this.#running;
    if (!child) return;
    this.#running = undefined;
    child.kill('SIGKILL');
    await exited(child);
  }

  readonly #line = (line: string): void => {
    this.#lastLines = [...this.#lastLines, line].slice(-LAST_LINES);
    this.#options.onLine(line);
  };
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function expiry(): Promise<'expired'> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, 'expired').unref();
  });
}
