import { walletControls as route } from '../../lib/api/wallet-controls.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { readerOf } from '../../lib/domain/api-key.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { callerOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perCaller } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { walletControlsView } from '../../lib/lambda/http/views.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { controlsOf } from '../../lib/usecases/wallet-controls.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  API_KEYS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
});
const db = documents();
const apiKeys = new ApiKeys(db, env.API_KEYS_TABLE);
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
};
const rateLimit = perCaller(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/wallets/{id}/controls */
export const handler = endpoint(
  route,
  callerOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE), apiKeys),
  async ({ caller, input: { path }, now }) =>
    respond(
      200,
      walletControlsView(
        path.id,
        await controlsOf(stores, { userId: readerOf(caller, path.id), walletId: path.id }, now),
      ),
    ),
  { rateLimit },
);
