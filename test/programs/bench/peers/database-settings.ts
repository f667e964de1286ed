import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The settings of Postgres that decide whether a commit outlasts a loss of power. */
const SETTINGS =
  "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name";
const VERSION = "select split_part(current_setting('server_version'), ' ', 1)";
const DEADLOCKS = 'select deadlocks from pg_stat_database where datname = current_database()';

/** Asks with `psql`. @param url undefined: `variable` is not set */
export async function postgresSettings(url: string | undefined, variable: string): Promise<string> {
  if (url === undefined) return `Postgres: not asked, ${variable} is not set`;
  const [version = '', ...settings] = await rowsOf(url, [VERSION, SETTINGS]);
  return `Postgres ${version}: ${settings.join(', ')}`;
}

/** Deadlocks that Postgres has broken so far. @param url undefined: nothing is known */
export async function postgresDeadlocks(url: string | undefined): Promise<number | undefined> {
  return url === undefined ? undefined : Number((await rowsOf(url, [DEADLOCKS]))[0]);
}

async function rowsOf(url: string, queries: readonly string[]): Promise<string[]> {
  const commands = queries.flatMap((query) => ['-c', query]);
  const { stdout } = await run('psql', [url, '-XAtF', ' ', ...commands]);
  return linesOf(stdout);
}

/** Asks with `redis-cli`. @param url undefined: `variable` is not set */
export async function redisSettings(url: string | undefined, variable: string): Promise<string> {
  if (url === undefined) return `Redis: not asked, ${variable} is not set`;
  const { stdout } = await run('redis-cli', ['-u', url, 'config', 'get', 'append[of]*']);
  const settings = pairsOf(linesOf(stdout)).filter(([name]) => name === 'appendonly' || name === 'appendfsync');
  return `Redis: ${settings.map((pair) => pair.join(' ')).join(', ')}`;
}

/** What redis-cli prints: a name and its value on lines of their own. */
export function pairsOf(lines: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: Math.floor(lines.length / 2) }, (_, n) => [lines[2 * n] ?? '', lines[2 * n + 1] ?? '']);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
