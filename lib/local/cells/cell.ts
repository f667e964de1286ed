import type { Pages } from '../gateway/cors.ts';
import type { ListenAddress } from '../processes/ports.ts';

/**
 * The orchestrator or one shard: the functions of a serverless file, with a database of their own.
 */
export interface Cell {
  /** The name of its process, log and folder. */
  readonly name: string;
  /** The serverless file. */
  readonly config: string;
  /** The address of its HTTP API. Port 0 is any free port. */
  readonly listen: ListenAddress;
  /** What the user can do if that port is in use. */
  readonly otherPort: string;
  /** Variables of the serverless file and the functions, beside the local endpoints. */
  readonly env: Readonly<Record<string, string>>;
  /** The web pages that may call it. Undefined: none. */
  readonly pages?: Pages | undefined;
}

export const ORCHESTRATOR = 'orchestrator';

/** @param shards the addresses of the shards, by number */
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

/**
 * The variables with the shards' addresses, for the orchestrator's functions.
 * @param addresses by number
 */
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
