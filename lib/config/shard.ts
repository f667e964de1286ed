import { required, wholeNumber } from './environment.ts';

/** The variables that every function of a shard reads from its environment. */
export const shardEnvironment = {
  SHARD_NUMBER: wholeNumber(0),
  SHARD_COUNT: wholeNumber(1),
  SHARD_WALLETS_TABLE: required,
  SERVICE_PUBLIC_KEYS_PARAMETER: required,
};
