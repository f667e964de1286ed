import type { Grant } from '../../../lib/domain/grant.ts';
import type { Api } from './api.ts';

/** What a test stands on: a running orchestrator with its shards, in this process or somewhere on the network. */
export interface World {
  readonly api: Api;
  readonly shardCount: number;
  /** How often to ask while something is waited for: asking costs time where the answer comes from. */
  readonly askEveryMs: number;
  readonly treasury: { readonly login: string; readonly password: string; readonly walletId: string };
}

/** A world whose shards can be called as well, as only the orchestrator can otherwise. */
export interface WorldWithShards extends World {
  readonly shards: readonly Api[];
  /** A token that the shard takes for the orchestrator's, for one request. */
  serviceToken(shard: number, grant: Grant): Promise<string>;
}

/** Somebody who has registered. */
export interface User {
  readonly login: string;
  readonly password: string;
  readonly token: string;
}
