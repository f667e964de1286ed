import type { Stack } from './stack.ts';

/** What a person has to know of a stack that is ready, and three lines to copy. */
export function banner(
  { url, shardUrls, databaseEndpoints, cloudEndpoint, treasury }: Stack,
  { database, folder, seconds }: { database?: string | undefined; folder?: string | undefined; seconds: number },
): string {
  const keep = folder === undefined ? 'nothing is kept' : `data, keys and logs in ${folder}`;
  const databases = database ?? Object.values(databaseEndpoints).join(' ');
  return `
mib is ready (${seconds.toFixed(1)} s). Ctrl-C ends it.

  orchestrator    ${url}
${shardUrls.map((shard, n) => `  shard ${n}         ${shard}`).join('\n')}
  databases       ${databases}
  Step Functions  ${cloudEndpoint}
  kept            ${keep}

  treasury        login "${treasury.login}", password "${treasury.password}", wallet "${treasury.walletId}"
`;
}
