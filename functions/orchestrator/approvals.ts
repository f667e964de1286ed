import { approvals as route } from '../../lib/api/approvals.ts';
import { nextLink } from '../../lib/api/page.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { waitingApprovalView } from '../../lib/lambda/http/approval-views.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { Approvers } from '../../lib/store/approval-rules.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Holds } from '../../lib/store/journal/holds.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { type ApprovalsCursor, listApprovals } from '../../lib/usecases/approvals.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  APPROVERS_TABLE: required,
  JOURNAL_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  approvers: new Approvers(db, env.APPROVERS_TABLE),
  holds: new Holds(db, env.JOURNAL_TABLE),
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/approvals */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { query }, now }) => {
    const { limit, cursor } = query;
    const { waiting, next } = await listApprovals(stores, { userId: caller, limit, after: cursorOf(cursor) }, now);
    if (waiting.length === 0 && next === undefined) return respond(204);
    return respond(200, waiting.map(waitingApprovalView), nextLink('/api/user/approvals', limit, next && textOf(next)));
  },
  { rateLimit },
);

function cursorOf(text: string | undefined): ApprovalsCursor | undefined {
  const [walletId, txId] = text?.split('-') ?? [];
  return walletId === undefined ? undefined : { walletId, txId };
}

function textOf({ walletId, txId }: ApprovalsCursor): string {
  return txId === undefined ? walletId : `${walletId}-${txId}`;
}
