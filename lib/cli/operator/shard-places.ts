import { requiredShardAddresses } from '../../config/shards.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { StoredKeys } from './keys/store.ts';
import { shardDatabaseVariable, shardEntriesVariable, shardTableVariable } from './local-stage.ts';

/** Where the tables of a shard are, and their names. */
export interface ShardPlace {
  /** A database outside AWS. */
  readonly endpoint: string | undefined;
  /** Undefined for a local stack, and where the keys of its callers do not name it. */
  readonly region: string | undefined;
  readonly wallets: string;
  readonly entries: string;
}

/**
 * The places of all shards by number: as the environment of a local stack names them, or by the names
 * of a stage.
 * @param region that of the orchestrator
 * @throws ConfigurationError if the environment does not name the shards
 */
export async function shardPlaces(stage: string, region: string): Promise<ShardPlace[]> {
  const regions = stage === 'local' ? [] : await regionsOfShards(stage, region);
  return requiredShardAddresses().map((_, shard) => {
    const name = `mib-shard-${shard}-${stage}`;
    return {
      endpoint: process.env[shardDatabaseVariable(shard)],
      region: regions[shard],
      wallets: process.env[shardTableVariable(shard)] ?? `${name}-wallets`,
      entries: process.env[shardEntriesVariable(shard)] ?? `${name}-entries`,
    };
  });
}

/** As the keys of their callers name them; empty if unknown. */
async function regionsOfShards(stage: string, region: string): Promise<readonly string[]> {
  const services = new StoredKeys(new ParameterStore(), { stage, region }, 'services');
  return (await services.find())?.set.shard_regions ?? [];
}
