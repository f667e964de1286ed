import { rejectTransaction as route } from '../../lib/api/approvals.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { preferredWaitSeconds } from '../../lib/domain/wait-preference.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respondToRun } from '../../lib/lambda/http/transfer-run.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { TransferWorkflow } from '../../lib/remote/workflows.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { Captures } from '../../lib/store/journal/captures.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { rejectPayment } from '../../lib/usecases/approve.ts';
import { Waits } from '../../lib/usecases/waits.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  IDEMPOTENCY_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  TRANSFER_STATE_MACHINE_ARN: required,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE),
  captures: new Captures(db, env.JOURNAL_TABLE),
  workflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN),
  waits: new Waits(),
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** POST /api/user/transactions/{id}/{TxID}/reject */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path, headers }, now }) => {
    const seconds = preferredWaitSeconds(headers.prefer);
    const request = {
      userId: caller,
      walletId: path.id,
      txId: path.TxID,
      idempotencyKey: headers['idempotency-key'],
      ...(seconds !== undefined && { waitMs: seconds * 1_000 }),
    };
    return respondToRun(request, await rejectPayment(stores, request, now), seconds);
  },
  { rateLimit },
);
