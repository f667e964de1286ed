import { changeWalletControls as route } from '../../lib/api/wallet-controls.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { walletControlsView } from '../../lib/lambda/http/views.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { Queue } from '../../lib/remote/queue.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { WalletEvents } from '../../lib/store/wallet-events.ts';
import { changeOwnControls } from '../../lib/usecases/wallet-controls.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
  WALLET_EVENTS_TABLE: required,
  ANNOUNCEMENTS_QUEUE_URL: required,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
  freezes: {
    events: new WalletEvents(db, env.WALLET_EVENTS_TABLE),
    looks: new Queue(env.ANNOUNCEMENTS_QUEUE_URL),
  },
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** PATCH /api/user/wallets/{id}/controls */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path, body }, now }) => {
    const { frozen, minimum_balance: minimum, max_payment: maxPayment, max_per_day: maxPerDay } = body;
    const change = { frozen, minimum, maxPayment, maxPerDay };
    const changed = await changeOwnControls(stores, { userId: caller, walletId: path.id, change }, now);
    return respond(200, walletControlsView(path.id, changed));
  },
  { rateLimit },
);
