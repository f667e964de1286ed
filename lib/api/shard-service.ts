import { openApiDocument } from './document.ts';
import { SHARD_ROUTES } from './shard-routes.ts';

/** The API of a shard: every route of serverless.shard.yml. */
export const shardDocument = () =>
  openApiDocument({
    title: 'mib shard',
    description:
      'One shard: the balances of the wallets whose id, modulo the number of shards, is the number of this shard. Only the orchestrator calls it. Every POST is safe to repeat.',
    tags: [
      { name: 'Shard', description: 'Wallets and the two phases of a transfer.' },
      { name: 'Documentation', description: 'This OpenAPI document.' },
    ],
    routes: SHARD_ROUTES,
    token: 'A token that the orchestrator signs for one request to this shard. It is valid for one minute.',
  });
