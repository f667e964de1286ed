import { removeMember as route } from '../../lib/api/wallet-members.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Memberships } from '../../lib/store/memberships.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { WalletMembers } from '../../lib/store/wallet-members.ts';
import { removeMember } from '../../lib/usecases/wallet-members.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  MEMBERSHIPS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  members: new WalletMembers(db, env.WALLETS_TABLE),
  memberships: new Memberships(db, env.MEMBERSHIPS_TABLE, env.WALLETS_TABLE),
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** DELETE /api/user/wallets/{id}/members/{login} */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path } }) => {
    await removeMember(stores, { userId: caller, walletId: path.id, login: path.login });
    return respond(204);
  },
  { rateLimit },
);
