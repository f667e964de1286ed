import { openApiDocument } from './document.ts';
import { SHARD_ROUTES } from './shard-routes.ts';

/** A shard's API: every route of serverless.shard.yml. */
export const shardDocument = () =>
  openApiDocument({
    title: 'mib shard',
    description:
      'One shard: the balances of the wallets whose id, modulo the count of shards, is its number. For the orchestrator alone. Every POST may be repeated.',
    tags: [
      { name: 'Shard', description: 'Wallets and the two phases of a transfer.' },
      { name: 'Documentation', description: 'This.' },
    ],
    routes: SHARD_ROUTES,
    token: 'A service token: signed by the orchestrator for this shard alone, lives a minute.',
  });
