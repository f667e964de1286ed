import { ulid } from 'ulid';
import { setApprovalRule as route } from '../../lib/api/approvals.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { approvalRuleView } from '../../lib/lambda/http/approval-views.ts';
import { revokedTokens, sessionOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { ApprovalRules, Approvers } from '../../lib/store/approval-rules.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { setApprovalRule } from '../../lib/usecases/approval-rule.ts';
import { assertConfirmedUser } from '../../lib/usecases/confirmed-payment.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  APPROVERS_TABLE: required,
  WALLET_EVENTS_TABLE: required,
  THROTTLES_TABLE: required,
  FACTORS_TABLE: required,
  SESSIONS_TABLE: required,
  STEP_UP_NEW_PAYEES: rateLimits.STEP_UP_NEW_PAYEES,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  rules: new ApprovalRules(db, env.WALLETS_TABLE, env.WALLET_EVENTS_TABLE),
  approvers: new Approvers(db, env.APPROVERS_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
};
const stepUp = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
};
const rateLimit = perSessionUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** PATCH /api/user/wallets/{id}/approval */
export const handler = endpoint(
  route,
  sessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path, body }, now }) => {
    const { approval_above: above, approvers } = body;
    const request = { userId: caller.userId, walletId: path.id, asked: { above, approvers } };
    // Who approves decides about payments of others.
    if (env.STEP_UP_NEW_PAYEES && approvers) await assertConfirmedUser(stepUp, caller, now);
    return respond(200, approvalRuleView(await setApprovalRule(stores, request, { now, changeId: ulid(now) }), now));
  },
  { rateLimit },
);
