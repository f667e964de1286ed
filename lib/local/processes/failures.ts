import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from './project.ts';

/** A line of a function's logger about an error (lib/observability/logger.ts). */
const Logged = z.object({
  level: z.enum(['WARN', 'ERROR', 'CRITICAL']),
  message: z.string(),
  error: z.object({ name: z.string(), message: z.string(), stack: z.string().default('') }).optional(),
});
const SERIOUS = /"level":"(?:WARN|ERROR|CRITICAL)"/;
const MOST_FRAMES = 5;
/**
 * JavaScript's own errors. In a warning they are still mistakes in the sources: a retry of the task
 * cannot help.
 */
const MISTAKE = /^(?:Type|Reference|Range|Syntax)Error$/;

/**
 * The error in a line of a handler's log, in lines for the user: its name, its message and its
 * place in the project's own sources. Empty for any other line.
 */
export function failureIn(line: string): string[] {
  // Few lines are about errors, and each takes its turn here.
  if (!SERIOUS.test(line)) return [];
  const { data } = Logged.safeParse(parsed(line));
  if (!data) return [];
  const { level, message, error } = data;
  if (level === 'WARN' && !MISTAKE.test(error?.name ?? '')) return [];
  return error ? [`${message}: ${error.name}: ${error.message}`, ...ownFrames(error.stack)] : message.split('\n');
}

/** The first few frames of a stack trace in the project's own sources. */
export function ownFrames(stack = ''): string[] {
  const frames = stack.split('\n').filter((text) => /^\s+at /.test(text) && !/node_modules|node:/.test(text));
  return frames.slice(0, MOST_FRAMES).map((frame) => frame.replaceAll(`${PROJECT}${path.sep}`, ''));
}

function parsed(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}
