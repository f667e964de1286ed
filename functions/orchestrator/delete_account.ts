import { randomUUID } from 'node:crypto';
import { deleteAccount as route } from '../../lib/api/sessions.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { accountSettings, loginFreeAfterMs } from '../../lib/config/account-settings.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordSettings } from '../../lib/config/password-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { passwordChangesPerHour } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { revokedTokens, sessionOf } from '../../lib/lambda/http/authentication.ts';
import { callerAddress } from '../../lib/lambda/http/caller-address.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { AccountDeletions } from '../../lib/store/account-deletions.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { DeletedUsers } from '../../lib/store/deleted-users.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { Holds } from '../../lib/store/journal/holds.ts';
import { LoginBackoff } from '../../lib/store/login-backoff.ts';
import { OwnedWallets } from '../../lib/store/owned-wallets.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Revocations } from '../../lib/store/revocations.ts';
import { SchedulePlaces } from '../../lib/store/schedule-places.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { WalletPlaces } from '../../lib/store/wallet-places.ts';
import { deleteAccount } from '../../lib/usecases/delete-account.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  API_KEYS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  SCHEDULES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
  PASSWORD_CHANGES_PER_HOUR: rateLimits.PASSWORD_CHANGES_PER_HOUR,
  PASSWORD_COST: passwordSettings.PASSWORD_COST,
  ...accountSettings,
});
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  deletedUsers: new DeletedUsers(db, env.USERS_TABLE),
  deletions: new AccountDeletions(db, env.WALLETS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
  apiKeys: new ApiKeys(db, env.API_KEYS_TABLE),
  signIns: new SignIns(db, env.SESSIONS_TABLE),
  revocations: new Revocations(db, env.REVOCATIONS_TABLE),
  backoff: new LoginBackoff(db, env.THROTTLES_TABLE),
  directory: new Directory(db, env.WALLETS_TABLE),
  places: new WalletPlaces(db, env.WALLETS_TABLE),
  wallets: new OwnedWallets(db, env.WALLETS_TABLE),
  schedules: new SchedulePlaces(db, env.SCHEDULES_TABLE),
  holds: new Holds(db, env.JOURNAL_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  passwordChangesPerHour(env.PASSWORD_CHANGES_PER_HOUR),
);

/** DELETE /auth/account */
export const handler = endpoint(
  route,
  sessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { body }, sourceIp, userAgent, now }) => {
    addLogFields({ user_id: caller.userId });
    await deleteAccount(stores, caller, {
      password: body.password,
      address: callerAddress(sourceIp),
      attemptId: randomUUID(),
      passwordCost: env.PASSWORD_COST,
      device: deviceOf(sourceIp, userAgent),
      loginFreeAfterMs: loginFreeAfterMs(env),
      now,
    });
    return respond(204);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
