import * as z from 'zod';
import { ConfigurationError } from '../config/configuration-error.ts';
import { send } from '../remote/send.ts';
import type { Cell } from './cells/cell.ts';
import { inspectProblems, portProblems } from './cells/ports-of-cells.ts';
import type { Read } from './options.ts';

const PATIENCE_MS = 3_000;

/**
 * Checks everything that can be checked before the start: flags, environment, database and ports.
 * @param cellsOf the cells that the options would start
 * @param taken problems of the command line itself
 * @throws ConfigurationError with all problems
 */
export async function preflight<
  T extends { readonly database: string | undefined; readonly inspect?: number | undefined },
>(
  { options, problems }: Read<T>,
  { cellsOf, taken = [] }: { cellsOf: (options: T) => readonly Cell[]; taken?: readonly string[] },
): Promise<T> {
  const cells = cellsOf(options);
  const found = await Promise.all([
    databaseProblems(options.database),
    portProblems(cells),
    inspectProblems(cells.length, options.inspect),
  ]);
  const all = [...taken, ...problems, ...found.flat()];
  if (all.length > 0) throw new ConfigurationError(all);
  return options;
}

/**
 * Whether an HTTP server listens there: DynamoDB and its emulators respond even to a request that
 * they refuse.
 */
async function databaseProblems(url: string | undefined): Promise<string[]> {
  if (url === undefined) return [];
  try {
    await send(url, { method: 'GET', signal: AbortSignal.timeout(PATIENCE_MS) });
    return [];
  } catch (error) {
    return [`the database at ${url} does not respond: ${reasonOf(error)}`];
  }
}

/** An error about a name that has several addresses has a code and no message. */
const FetchError = z.object({ name: z.string(), message: z.string(), code: z.string().optional() });

function reasonOf(error: unknown): string {
  const { success, data } = FetchError.safeParse(error);
  if (!success) return String(error);
  if (data.name === 'AbortError') return `no response within ${PATIENCE_MS / 1_000} s`;
  return data.message || (data.code ?? data.name);
}
