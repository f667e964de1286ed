import { randomInt } from 'node:crypto';
import type { Stack } from './stack.ts';

/** The addresses of a stack that is ready, and three lines to copy that move money. */
export function banner(
  { url, shardUrls, endpoints, treasury, webhook }: Stack,
  { database, folder, seconds }: { database?: string | undefined; folder?: string | undefined; seconds: number },
): string {
  const places: [string, string][] = [
    ['orchestrator', url],
    ['its API, to try', `${url}/docs`],
    ...shardUrls.map((shard, n): [string, string] => [`shard ${n}`, shard]),
    ...Object.entries(endpoints).map(([cell, at]): [string, string] => ['emulators', `${at}  of ${cell}`]),
    ...(database === undefined ? [] : [['database', database] as [string, string]]),
    [
      'events',
      webhook ? `${webhook.url}, signed with ${webhook.secret}` : 'not sent: name a receiver with --webhook URL',
    ],
    ['data, keys, logs', folder ?? 'in memory, not stored'],
    ['treasury', `login ${treasury.login}, password ${treasury.password}, wallet ${treasury.walletId}`],
  ];
  return `
mib is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.

${places.map(([name, place]) => `  ${name.padEnd(18)}${place}`).join('\n')}

Register a user, create a wallet, and pay into it from the treasury:

${firstSteps(url, treasury).join('\n')}
`;
}

/** Lines for a shell. Each start has new names in them, so that they work with stored data too. */
function firstSteps(url: string, treasury: Stack['treasury']): string[] {
  const number = randomInt(1_000, 1_000_000);
  const json = "-H 'content-type: application/json'";
  const as = (token: string) => `-H "authorization: Bearer ${token}"`;
  const token = `grep -o 'ey[^"]*'`;
  const login = `{"login":"${treasury.login}","password":"${treasury.password}"}`;
  return [
    `TOKEN=$(curl -s ${url}/auth/register ${json} -d '{"login":"ann-${number}","password":"eight or more"}' | ${token})`,
    `curl ${url}/api/user/create_wallet ${as('$TOKEN')} ${json} -d '{"wallet_id":"${number}"}'`,
    `curl ${url}/api/user/do_transaction ${as(`$(curl -s ${url}/auth/login ${json} -d '${login}' | ${token})`)} ${json} -d '{"from_id":"${treasury.walletId}","to_id":"${number}","amount":"100"}'`,
  ];
}
