import { type ChildProcess, type Serializable, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { killOnExit } from './kill-on-exit.ts';
import { NODE_COMPILE_CACHE } from './project.ts';

export interface ChildOptions {
  /** The name in messages and logs. */
  readonly name: string;
  /**
   * The program and its arguments, run by this Node. The program sends the message `ready`
   * (ready.ts) when it can be called.
   */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sent to the process one after the other, at each start. */
  readonly messages?: () => AsyncIterable<Serializable>;
  /** Takes each message of the process but `ready`. */
  readonly onMessage?: ((message: unknown) => void) | undefined;
  /** Takes each line that the process prints. */
  readonly onLine: (line: string) => void;
}

/** A process has ended by itself. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';
  /** The last lines that the process printed. */
  readonly lastLines: readonly string[];

  constructor(child: string, how: string, lastLines: readonly string[]) {
    super(`${child} ended by itself (${how})`);
    this.lastLines = lastLines;
  }
}

const DIE_WITH_PARENT = `--import=${pathToFileURL(path.join(import.meta.dirname, 'die-with-parent.mjs')).href}`;
const LAST_LINES = 20;
/** How long a process may take to end, or its last lines to arrive, before it is killed. */
const PATIENCE_MS = 1_500;

/**
 * A process that can be stopped and started again under the same settings. It ends when this
 * process does, even if this one is killed.
 *
 * By hand and not by `execa`: a child in a process group of its own is outside of its clean-up, and
 * `kill -9` of this process is too. Both promises would still be kept by hand, so that nothing here
 * would get shorter.
 */
export class Child {
  readonly name: string;
  readonly #options: ChildOptions;
  readonly #onDeath: (death: ChildDied) => void;
  #running: ChildProcess | undefined;
  /** Its end is no death to report. */
  #expectedToEnd: ChildProcess | undefined;
  #lastLines: string[] = [];

  /** @param onDeath called if the process ends by itself after it was ready */
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
   * Starts the process and waits until it is ready.
   * @throws ChildDied if it ends before that, also because of stop or kill
   */
  async start(): Promise<void> {
    const child = this.#spawn();
    const closed = once(child, 'close');
    const died = async (): Promise<ChildDied> => {
      await Promise.race([closed, expiry()]);
      return new ChildDied(this.name, child.signalCode ?? `exit code ${child.exitCode}`, this.#lastLines);
    };
    let isReady = false;
    const ready = Promise.withResolvers<void>();
    child.on('message', (message) => {
      if (message === 'ready') ready.resolve();
      else this.#options.onMessage?.(message);
    });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
        if (this.#running !== child) return;
        this.#running = undefined;
        if (isReady && this.#expectedToEnd !== child) died().then(this.#onDeath);
      });
    });
    // Messages that cannot be made end the start elsewhere.
    this.#greet(child).catch(() => undefined);
    await Promise.race([ready.promise, ended]);
    if (child.exitCode !== null || child.signalCode !== null) throw await died();
    isReady = true;
  }

  /** Stops the process, by force if it does not end in time. */
  async stop(): Promise<void> {
    const child = this.#running;
    if (!child) return;
    this.#running = undefined;
    // die-with-parent.mjs in the process ends it on this.
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

  /** Waits until the process ends, by itself or not. No listener is told of its death then. */
  async end(): Promise<void> {
    const child = this.#running;
    if (!child) return;
    this.#expectedToEnd = child;
    await exited(child);
  }

  /** Sends a message, unless the process has ended. */
  send(message: Serializable): void {
    if (this.#running?.connected) this.#running.send(message, () => undefined);
  }

  async #greet(child: ChildProcess): Promise<void> {
    for await (const message of this.#options.messages?.() ?? []) {
      if (this.#running !== child) return;
      this.send(message);
    }
  }

  #spawn(): ChildProcess {
    const { argv, cwd, env } = this.#options;
    // In a process group of its own, so that Ctrl-C reaches this process alone, which then stops
    // the others in order.
    const child = spawn(process.execPath, [DIE_WITH_PARENT, ...argv], {
      cwd,
      env: { ...env, NODE_COMPILE_CACHE },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    killOnExit(child);
    this.#running = child;
    this.#lastLines = [];
    for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', this.#line);
    return child;
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
