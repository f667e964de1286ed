import { monotonicFactory } from 'ulid';
import { type BatchResults, batchTransfers as route } from '../../lib/api/transfer-batch.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { stageSettings } from '../../lib/config/stage-settings.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { callerOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perCaller } from '../../lib/lambda/http/rate-limit.ts';
import { requestOf } from '../../lib/lambda/http/requested-transfer.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { TransferWorkflow } from '../../lib/remote/workflows.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { KnownPayees } from '../../lib/store/known-payees.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { Spending } from '../../lib/store/spending.ts';
import { StripedWallets } from '../../lib/store/striped-wallets.ts';
import { acceptBatch, type BatchResult } from '../../lib/usecases/accept-batch.ts';
import { isRepetition } from '../../lib/usecases/accept-transfer.ts';
import { confirmPayments } from '../../lib/usecases/confirmed-payment.ts';
import { rememberPayees } from '../../lib/usecases/new-payees.ts';
import { payers } from '../../lib/usecases/payers.ts';
import { Waits } from '../../lib/usecases/waits.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  IDEMPOTENCY_TABLE: required,
  THROTTLES_TABLE: required,
  FACTORS_TABLE: required,
  SESSIONS_TABLE: required,
  STEP_UP_ABOVE: rateLimits.STEP_UP_ABOVE,
  STEP_UP_NEW_PAYEES: rateLimits.STEP_UP_NEW_PAYEES,
  KNOWN_PAYEES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  API_KEYS_TABLE: required,
  SPENDING_TABLE: required,
  TRANSFER_STATE_MACHINE_ARN: required,
  STAGE_SETTINGS: stageSettings,
});
const db = documents();
const apiKeys = new ApiKeys(db, env.API_KEYS_TABLE);
const stores = {
  directory: payers(new Directory(db, env.WALLETS_TABLE), env.STAGE_SETTINGS),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE, new StripedWallets(db, env.WALLETS_TABLE)),
  workflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN),
  waits: new Waits(),
  spending: new Spending(db, env.SPENDING_TABLE),
};
const stepUp = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  above: BigInt(env.STEP_UP_ABOVE),
  newPayees: env.STEP_UP_NEW_PAYEES ? { ...stores, known: new KnownPayees(db, env.KNOWN_PAYEES_TABLE) } : undefined,
};
const rateLimit = perCaller(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** POST /api/user/transfers:batch */
export const handler = endpoint(
  route,
  callerOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE), apiKeys),
  async ({ caller, input, now }) => {
    const requests = input.body.transfers.map(({ idempotency_key, transfer }) => ({
      ...requestOf(caller, transfer),
      idempotencyKey: idempotency_key,
    }));
    const asked = requests.map((one) => ({ ...one, isRepetition: () => isRepetition(stores, one, now) }));
    const unknown = await confirmPayments(stepUp, caller, asked, now);
    const nextUlid = monotonicFactory();
    const results = await acceptBatch(stores, requests, { now, newTxId: () => nextUlid(now) });
    const accepted = asked.filter((_, n) => results[n] !== undefined && 'txId' in results[n]);
    await rememberPayees(stepUp.newPayees, caller.userId, unknown, accepted);
    return respond(200, { results: results.map(resultView) } satisfies BatchResults);
  },
  { rateLimit, requestsIn: ({ body }) => ({ field: 'transfers', count: body.transfers.length }) },
);

function resultView({ idempotencyKey: idempotency_key, ...result }: BatchResult): BatchResults['results'][number] {
  if ('error' in result) return { idempotency_key, error: result.error };
  return { idempotency_key, TxID: result.txId, status: result.status };
}
