import { ConfigurationError } from './configuration-error.ts';

const SHARD_ADDRESS = /^SHARD_ADDRESS_(\d+)$/;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The shards' base URLs by number, from SHARD_ADDRESS_0, SHARD_ADDRESS_1, …; `host:port` means
 * http. The list is empty if none is set. Its length is N, so a gap would assign wallets to a
 * missing shard.
 * @throws ConfigurationError with every problem: a gap in the numbers, a number with leading zeros,
 * a bad address
 */
export function shardAddresses(env: Environment): string[] {
  const problems: string[] = [];
  const byNumber = new Map<number, string>();
  for (const [name, value] of Object.entries(env)) {
    const digits = SHARD_ADDRESS.exec(name)?.[1];
    if (digits === undefined) continue;
    if (digits !== String(Number(digits))) {
      problems.push(`${name}: the number has leading zeros`);
      continue;
    }
    const url = baseUrl(value ?? '');
    if (url === undefined) problems.push(`${name}: "${value}" is not an address such as http://host:port`);
    byNumber.set(Number(digits), url ?? '');
  }
  const highest = Math.max(-1, ...byNumber.keys());
  for (let n = 0; n < highest; n++) {
    if (!byNumber.has(n)) problems.push(`SHARD_ADDRESS_${n} is missing, but SHARD_ADDRESS_${highest} is set`);
    if (problems.length > 20) break;
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return [...byNumber].sort(([a], [b]) => a - b).map(([, url]) => url);
}

/**
 * Parses the address to listen on: `host:port`, or `:port` for localhost.
 * @throws ConfigurationError if it is neither, or the port is not 0 to 65535
 */
export function parseListenAddress(text: string): { host: string; port: number } {
  const match = /^(?<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]*):(?<port>\d{1,5})$/.exec(text.trim());
  const port = Number(match?.groups?.port);
  if (!match || !(port <= 65_535)) {
    throw new ConfigurationError([
      `"${text}" is not an address to listen on: use host:port, for example localhost:8080`,
    ]);
  }
  return { host: match.groups?.host || 'localhost', port };
}

function baseUrl(address: string): string | undefined {
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username || url.password || url.search || url.hash) return undefined;
  return url.href.replace(/\/+$/, '');
}
