import { shardAddresses } from './addresses.ts';
import { ConfigurationError } from './configuration-error.ts';

/**
 * The shards' addresses from the environment.
 * @throws ConfigurationError if there is none, or one is wrong
 */
export function requiredShardAddresses(): string[] {
  const addresses = shardAddresses(process.env);
  if (addresses.length === 0) throw new ConfigurationError(['SHARD_ADDRESS_0 is not set']);
  return addresses;
}
