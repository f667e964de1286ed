import { randomInt } from 'node:crypto';
import { DEFAULT_FOLDER } from './options.ts';
import type { Stack } from './stack.ts';

type Shown = Pick<Stack, 'url' | 'shardUrls' | 'endpoints' | 'treasury' | 'webhook'>;

/**
 * What a stack that is ready prints: where people look at it, its other addresses, and how to see a
 * first payment, in the browser and by lines to copy.
 * @param random a whole number from the first up to, but not including, the second
 */
export function banner(
  { url, shardUrls, endpoints, treasury, webhook }: Shown,
  { database, folder, seconds }: { database?: string | undefined; folder?: string | undefined; seconds: number },
  random: (from: number, to: number) => number = randomInt,
): string {
  // Each start has new numbers, so that the examples work with stored data too.
  const [ofBrowser, ofShell] = [random(1_000, 500_000), random(500_000, 1_000_000)];
  const rows = (places: readonly [string, string][]) =>
    places.map(([name, place]) => `  ${name.padEnd(18)}${place}`).join('\n');
  return `
mib is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.

${rows([
  ['wallet', `${url}/app`],
  ['control room', folder === undefined ? 'needs a data folder: start without --memory' : controlRoom(folder)],
])}

${rows([
  ['orchestrator', url],
  ['its API, to try', `${url}/docs`],
  ...shardUrls.map((shard, n): [string, string] => [`shard ${n}`, shard]),
  ...Object.entries(endpoints).map(([cell, at]): [string, string] => ['emulators', `${at}  of ${cell}`]),
  ...(database === undefined ? [] : [['database', database] satisfies [string, string]]),
  [
    'events',
    webhook ? `${webhook.url}, signed with ${webhook.secret}` : 'not sent: name a receiver with --webhook URL',
  ],
  ['data, keys, logs', folder ?? 'in memory, not stored'],
  ['faucet', `login ${treasury.login}, password ${treasury.password}, wallet ${treasury.walletId}`],
])}

See a first payment in the browser. Register and open a wallet, then pay into it as the treasury, in a
private window:

${inBrowser(url, ofBrowser).join('\n')}

Or in a shell. Register a user, create a wallet, and pay into it from the treasury:

${inShell(url, treasury, ofShell).join('\n')}
`;
}

/** What to run when there are more shards than the wallets are on; undefined when there are not. */
export function growthLine(
  { shardUrls, walletsOn }: Pick<Stack, 'shardUrls' | 'walletsOn'>,
  { folder = DEFAULT_FOLDER }: { folder?: string | undefined },
): string | undefined {
  const { length: running } = shardUrls;
  if (walletsOn >= running) return undefined;
  return `${running} shards run, and the wallets are on ${walletsOn}: ${operator(folder, `shards grow --to ${running} --reason …`)}`;
}

/** The command that opens the control room, which finds the stack by its data folder. */
function controlRoom(folder: string): string {
  return operator(folder, 'console');
}

function operator(folder: string, command: string): string {
  const quoted = /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`;
  return `npm run operator -- ${command}${folder === DEFAULT_FOLDER ? '' : ` --data ${quoted}`}`;
}

/** The first opens a wallet after the registration, and the second fills in a payment to it. */
function inBrowser(url: string, wallet: number): string[] {
  return [`${url}/app/register?next=/app/wallets/new?id=${wallet}`, `${url}/app/pay?to=${wallet}&amount=10000`];
}

function inShell(url: string, treasury: Stack['treasury'], wallet: number): string[] {
  const json = "-H 'content-type: application/json'";
  const as = (token: string) => `-H "authorization: Bearer ${token}"`;
  const token = `grep -o 'ey[^"]*'`;
  const login = `{"login":"${treasury.login}","password":"${treasury.password}"}`;
  return [
    `TOKEN=$(curl -s ${url}/auth/register ${json} -d '{"login":"ann-${wallet}","password":"eight or more"}' | ${token})`,
    `curl ${url}/api/user/create_wallet ${as('$TOKEN')} ${json} -d '{"wallet_id":"${wallet}"}'`,
    `curl ${url}/api/user/do_transaction ${as(`$(curl -s ${url}/auth/login ${json} -d '${login}' | ${token})`)} ${json} -d '{"from_id":"${treasury.walletId}","to_id":"${wallet}","amount":"100"}'`,
  ];
}
