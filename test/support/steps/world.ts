import type { Grant } from '../../../lib/domain/grant.ts';
import type { Api } from './api.ts';

/** The system under test: an orchestrator with its shards, in this process or over the network. */
export interface World {
  readonly api: Api;
  readonly shardCount: number;
  /** How often a test polls. Requests over the network take longer than those in this process. */
  readonly askEveryMs: number;
  readonly treasury: { readonly login: string; readonly password: string; readonly walletId: string };
}

/** A world whose shards a test can call like the orchestrator. */
export interface WorldWithShards extends World {
  readonly shards: readonly Api[];
  /** A token of the orchestrator for one request to the shard. */
  serviceToken(shard: number, grant: Grant): Promise<string>;
}

/** A registered user. */
export interface User {
  readonly login: string;
  readonly password: string;
  readonly token: string;
}
