import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from './project.ts';

/** A line of a function's logger about an error (lib/observe/logger.ts). */
const Logged = z.object({
  level: z.enum(['ERROR', 'CRITICAL']),
  message: z.string(),
  error: z.object({ name: z.string(), message: z.string(), stack: z.string().default('') }).optional(),
});
const MOST_FRAMES = 5;

/**
 * What a person has to see of a line that a process prints, if a handler has failed: the error, and where it is in the project's own
 * sources. Nothing for any other line.
 */
export function failureIn(line: string): string[] {
  const { data } = Logged.safeParse(parsed(line));
  if (!data) return [];
  const { message, error } = data;
  if (!error) return [message];
  const frames = error.stack.split('\n').filter((text) => /^\s+at /.test(text) && !/node_modules|node:/.test(text));
  const own = frames.slice(0, MOST_FRAMES).map((frame) => frame.replaceAll(`${PROJECT}${path.sep}`, ''));
  return [`${message}: ${error.name}: ${error.message}`, ...own];
}

function parsed(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}
