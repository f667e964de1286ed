import { keys, revokeKey } from '../../lib/api/api-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute, writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { keyView } from '../../lib/lambda/http/key-view.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { routed } from '../../lib/lambda/http/routed.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { documents } from '../../lib/store/documents.ts';
import { KeyChanges } from '../../lib/store/key-changes.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { ownKeys, revokeKey as revoke } from '../../lib/usecases/api-keys.ts';

const env = readEnvironment({
  API_KEYS_TABLE: required,
  WALLET_EVENTS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  keys: new ApiKeys(db, env.API_KEYS_TABLE),
  changes: new KeyChanges(db, env.API_KEYS_TABLE, env.WALLET_EVENTS_TABLE),
};
const counters = new RateCounters(db, env.THROTTLES_TABLE);
const reads = { rateLimit: perUser(counters, readsPerMinute(env.READS_PER_MINUTE)) };
const writes = { rateLimit: perUser(counters, writesPerMinute(env.WRITES_PER_MINUTE)) };
const user = userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE));

const listing = endpoint(
  keys,
  user,
  async ({ caller, now }) => {
    const found = await ownKeys(stores.keys, caller);
    return respond(
      200,
      found.map((key) => keyView(key, now)),
    );
  },
  reads,
);

const revoking = endpoint(
  revokeKey,
  user,
  async ({ caller, input: { path }, now }) => {
    await revoke(stores, { owner: caller, id: path.KeyID }, now);
    return respond(204);
  },
  writes,
);

/** GET /api/user/keys and DELETE /api/user/keys/{KeyID} */
export const handler = routed([keys, listing], [revokeKey, revoking]);
