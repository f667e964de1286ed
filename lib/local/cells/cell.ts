import type { Pages } from '../gateway/cors.ts';
import type { ListenAddress } from '../processes/ports.ts';

/** The orchestrator or one shard: a serverless file that runs on its own database. */
export interface Cell {
  /** Of its process, its log and its folder. */
  readonly name: string;
  /** The serverless file. */
  readonly config: string;
  /** Where it answers to the world; port 0 for any free one. */
  readonly listen: ListenAddress;
  /** What to do if that port is in use. */
  readonly otherPort: string;
  /** What the serverless file and the functions read from the environment beside the endpoints of this machine. */
  readonly env: Readonly<Record<string, string>>;
  /** The web pages that may call it; none if it is undefined. */
  readonly pages?: Pages | undefined;
}

export const ORCHESTRATOR = 'orchestrator';

/** @param shards their addresses, by number */
export function orchestratorCell(listen: ListenAddress, shards: readonly string[], pages?: Pages): Cell {
  return {
    name: ORCHESTRATOR,
    config: 'serverless.yml',
    listen,
    otherPort: 'choose another with -a host:port',
    env: shardVariables(shards),
    pages,
  };
}

/** The variables by which the orchestrator's functions find the shards. @param addresses by number */
export function shardVariables(addresses: readonly string[]): Record<string, string> {
  return Object.fromEntries(addresses.map((address, n) => [`SHARD_ADDRESS_${n}`, address]));
}

export function shardCell({
  number,
  count,
  listen,
  otherPort = 'choose others with --shard-ports, or name shards that run elsewhere with SHARD_ADDRESS_0, SHARD_ADDRESS_1, …',
}: {
  number: number;
  count: number;
  listen: ListenAddress;
  otherPort?: string;
}): Cell {
  return {
    name: `shard-${number}`,
    config: 'serverless.shard.yml',
    listen,
    otherPort,
    env: { SHARD_NUMBER: String(number), SHARD_COUNT: String(count) },
  };
}
