import { errorLines } from '../config/configuration-error.ts';
import { ChildDied } from './processes/child.ts';
import { npmGone } from './processes/npm-gone.ts';

const STACK = /^\s+at /;

/** A running system. */
export interface Running {
  readonly died: Promise<ChildDied>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a system and runs it until Ctrl-C, SIGTERM or the end of the npm that started this
 * program. Then it stops the system and exits with 0. If the system does not start, or one of its
 * processes ends by itself, it prints why and exits with 1.
 */
export async function runUntilEnded(start: () => Promise<Running>): Promise<never> {
  const ended = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
    npmGone().then(() => resolve(undefined));
  });
  try {
    // A signal during the start: the processes that run by then end with this one.
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

/**
 * An error in lines for the user: the problems of a configuration, the last lines of a process
 * without its stack trace, or the message.
 */
export function explanation(error: unknown): readonly string[] {
  if (error instanceof ChildDied) return [...error.lastLines.filter((line) => !STACK.test(line)), error.message];
  return errorLines(error);
}
