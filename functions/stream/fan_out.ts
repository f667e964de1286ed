import * as z from 'zod/mini';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Queue } from '../../lib/remote/queue.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { WalletEvents } from '../../lib/store/wallet-events.ts';
import { type FanOutPorts, fanOutBatch } from '../../lib/usecases/fan-out.ts';
import type { BatchResponse } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  WALLET_EVENTS_TABLE: required,
  USER_WEBHOOKS_TABLE: required,
  ANNOUNCEMENTS_QUEUE_URL: required,
  USER_DELIVERIES_QUEUE_URL: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
});
const db = documents();
const ports: FanOutPorts = {
  directory: new Directory(db, env.WALLETS_TABLE),
  webhooks: new UserWebhooks(db, env.USER_WEBHOOKS_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
  walletEvents: new WalletEvents(db, env.WALLET_EVENTS_TABLE),
  announcements: new Queue(env.ANNOUNCEMENTS_QUEUE_URL),
  deliveries: new Queue(env.USER_DELIVERIES_QUEUE_URL),
  now: () => Date.now(),
  random: Math.random,
};

const Batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** Queues the deliveries of events to the webhooks of users, from the queue of events. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return fanOutBatch(ports, Batch.parse(event).Records);
}
