import { errorLines } from '../config/configuration-error.ts';
import { ChildDied } from './processes/child.ts';
import { npmGone } from './processes/npm-gone.ts';

const STACK = /^\s+at /;

/** What has been started and can be ended. */
export interface Running {
  readonly died: Promise<ChildDied>;
  readonly stop: () => Promise<void>;
}

/**
 * The life of a program that runs until Ctrl-C, SIGTERM or the end of the npm that started it, then ends everything and exits with 0. If it cannot start, or a process
 * of it ends by itself, it says why in lines for a person and exits with 1.
 */
export async function runUntilEnded(start: () => Promise<Running>): Promise<never> {
  const ended = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
    npmGone().then(() => resolve(undefined));
  });
  try {
    // Ended while it starts: what runs by then ends with this process.
    const running = await Promise.race([start(), ended]);
    const death = await Promise.race([running?.died, ended]);
    await running?.stop();
    if (death) throw death;
    process.exit(0);
  } catch (error) {
    for (const line of explanation(error)) console.error(line);
    process.exit(1);
  }
}

/** What to tell a person of an error: what is wrong with the configuration, what a process said last (no stack), or the message. */
export function explanation(error: unknown): readonly string[] {
  if (error instanceof ChildDied) return [...error.lastLines.filter((line) => !STACK.test(line)), error.message];
  return errorLines(error);
}
