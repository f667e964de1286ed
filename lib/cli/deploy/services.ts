import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { FormerIndex } from './former-indexes.ts';
import type { Layout } from './layout.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');
const SERVERLESS = path.join(PROJECT, 'node_modules/serverless/bin/serverless.js');

/** One stack: its serverless file, its name and its region. */
export interface Deployable {
  readonly title: string;
  readonly stack: string;
  readonly stage: string;
  readonly region: string;
  readonly config: string;
  /** The environment variables that the file reads. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @param layout the stage, with the regions of its shards
 * @param addresses the shards' base URLs, by number
 * @param former the indexes of an older version that the journal keeps
 */
export function orchestrator(
  { stage, region, shards: regions }: Pick<Layout, 'stage' | 'region' | 'shards'>,
  addresses: readonly string[],
  former: readonly FormerIndex[] = [],
): Deployable {
  const env = {
    SHARD_REGIONS: regions.join(','),
    ...Object.fromEntries(addresses.map((address, n) => [`SHARD_ADDRESS_${n}`, address])),
    FORMER_JOURNAL_INDEXES: JSON.stringify(former),
  };
  return { title: 'the orchestrator', stack: `mib-${stage}`, stage, region, config: 'serverless.yml', env };
}

/** @param regions the region of every shard of the stage, by number */
export function shard(stage: string, regions: readonly string[], number: number): Deployable {
  return {
    title: `shard ${number}`,
    stack: `mib-shard-${number}-${stage}`,
    stage,
    region: regions[number] ?? '',
    config: 'serverless.shard.yml',
    env: { SHARD_NUMBER: String(number), SHARD_COUNT: String(regions.length) },
  };
}

/**
 * Deploys or removes a stack by the Serverless Framework.
 * @throws Error with the framework's whole output
 */
export async function serverless(command: 'deploy' | 'remove', target: Deployable): Promise<void> {
  // Leftovers of another service would be deployed under the name of this one.
  await rm(path.join(PROJECT, '.serverless'), { recursive: true, force: true });
  const env = withoutShards(process.env);
  const argv = [SERVERLESS, command, '--config', target.config, '--stage', target.stage, '--region', target.region];
  await new Promise<void>((resolve, reject) => {
    const options = { cwd: PROJECT, env: { ...env, ...target.env, AWS_REGION: target.region }, maxBuffer: 2 ** 24 };
    execFile(process.execPath, argv, options, (error, stdout, stderr) =>
      error ? reject(new Error(`${stdout}${stderr}`.trim() || error.message)) : resolve(),
    );
  });
}

/** Removes variables that could replace the addresses of the stage's own shards. */
function withoutShards(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(SHARD_|RUN_ID$)/.test(name)));
}
