import { nextLink } from '../../lib/api/page.ts';
import { changeMember, members, removeMember, sharedWallets } from '../../lib/api/wallet-members.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute, writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, sessionOf, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { memberView, walletViewFor } from '../../lib/lambda/http/member-view.ts';
import { perSessionUser, perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { routed } from '../../lib/lambda/http/routed.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { Memberships } from '../../lib/store/memberships.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { Users } from '../../lib/store/users.ts';
import { WalletMembers } from '../../lib/store/wallet-members.ts';
import { assertConfirmedUser } from '../../lib/usecases/confirmed-payment.ts';
import { changeMember as change, membersOf, removeMember as remove } from '../../lib/usecases/wallet-members.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  MEMBERSHIPS_TABLE: required,
  WALLET_EVENTS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  FACTORS_TABLE: required,
  STEP_UP_NEW_PAYEES: rateLimits.STEP_UP_NEW_PAYEES,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  members: new WalletMembers(db, env.WALLETS_TABLE, env.WALLET_EVENTS_TABLE),
  memberships: new Memberships(db, env.MEMBERSHIPS_TABLE, env.WALLETS_TABLE),
  users: new Users(db, env.USERS_TABLE),
};
const stepUp = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
};
const counters = new RateCounters(db, env.THROTTLES_TABLE);
const reads = { rateLimit: perUser(counters, readsPerMinute(env.READS_PER_MINUTE)) };
const writesAllowed = writesPerMinute(env.WRITES_PER_MINUTE);
const writes = { rateLimit: perUser(counters, writesAllowed) };
const keys = publicKeys(env.USER_PUBLIC_KEYS_PARAMETER);
const revoked = revokedTokens(db, env.REVOCATIONS_TABLE);
const user = userOf(keys, revoked);

const listing = endpoint(
  members,
  user,
  async ({ caller, input: { path } }) => {
    const found = await membersOf(stores.directory, { userId: caller, walletId: path.id });
    return respond(200, found.map(memberView));
  },
  reads,
);

const changing = endpoint(
  changeMember,
  sessionOf(keys, revoked),
  async ({ caller, input: { path, body }, now }) => {
    const { userId, sessionId } = caller;
    const wanted = { userId, walletId: path.id, login: path.login, maxPerDay: body.max_per_day };
    // A member pays whom they like.
    if (env.STEP_UP_NEW_PAYEES && typeof wanted.maxPerDay === 'bigint') await assertConfirmedUser(stepUp, caller, now);
    // The members see the owner's login. A token of a version without sessions has none.
    const session = sessionId === undefined ? undefined : await stepUp.sessions.get(userId, sessionId, now);
    return respond(200, memberView(await change(stores, { ...wanted, ownerLogin: session?.login }, now)));
  },
  { rateLimit: perSessionUser(counters, writesAllowed) },
);

const removing = endpoint(
  removeMember,
  user,
  async ({ caller, input: { path }, now }) => {
    await remove(stores, { userId: caller, walletId: path.id, login: path.login }, now);
    return respond(204);
  },
  writes,
);

const listingShared = endpoint(
  sharedWallets,
  user,
  async ({ caller, input: { query } }) => {
    const { wallets, next } = await stores.memberships.page(caller, { limit: query.limit, after: query.cursor });
    const shown = wallets.map((wallet) => walletViewFor(caller, wallet));
    return respond(200, shown, nextLink('/api/user/shared_wallets', query.limit, next));
  },
  reads,
);

/** GET /api/user/shared_wallets, GET /api/user/wallets/{id}/members, and PATCH and DELETE /api/user/wallets/{id}/members/{login} */
export const handler = routed(
  [members, listing],
  [changeMember, changing],
  [removeMember, removing],
  [sharedWallets, listingShared],
);
