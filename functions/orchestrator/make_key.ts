import { ulid } from 'ulid';
import { type MadeKey, makeKey as route } from '../../lib/api/api-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, sessionOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { keyView } from '../../lib/lambda/http/key-view.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { KeyChanges } from '../../lib/store/key-changes.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { makeKey } from '../../lib/usecases/api-keys.ts';
import { assertConfirmed, assertConfirmedUser } from '../../lib/usecases/confirmed-payment.ts';

const env = readEnvironment({
  API_KEYS_TABLE: required,
  WALLET_EVENTS_TABLE: required,
  WALLETS_TABLE: required,
  IDEMPOTENCY_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  FACTORS_TABLE: required,
  SESSIONS_TABLE: required,
  STEP_UP_ABOVE: rateLimits.STEP_UP_ABOVE,
  STEP_UP_NEW_PAYEES: rateLimits.STEP_UP_NEW_PAYEES,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  keys: new ApiKeys(db, env.API_KEYS_TABLE),
  changes: new KeyChanges(db, env.API_KEYS_TABLE, env.WALLET_EVENTS_TABLE),
  directory: new Directory(db, env.WALLETS_TABLE),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
};
const stepUp = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  above: BigInt(env.STEP_UP_ABOVE),
};
const rateLimit = perSessionUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** POST /api/user/keys */
export const handler = endpoint(
  route,
  sessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { body, headers }, now }) => {
    const wanted = {
      owner: caller.userId,
      name: body.name,
      read: body.read ?? [],
      pay: (body.pay ?? []).map(({ wallet_id, max_per_day }) => ({ walletId: wallet_id, maxPerDay: max_per_day })),
      expiresAt: body.expires_at,
      idempotencyKey: headers['idempotency-key'],
    };
    // It pays without a session, and so without being asked again.
    const amount = wanted.pay.reduce((sum, { maxPerDay }) => sum + maxPerDay, 0n);
    if (env.STEP_UP_NEW_PAYEES && wanted.pay.length > 0) await assertConfirmedUser(stepUp, caller, now);
    else await assertConfirmed(stepUp, caller, amount, now);
    const { key, token } = await makeKey(stores, wanted, { now, id: ulid(now) });
    return respond(201, { ...keyView(key, now), key: token } satisfies MadeKey);
  },
  { rateLimit },
);
