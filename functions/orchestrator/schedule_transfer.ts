import { ulid } from 'ulid';
import { scheduleTransfer as route } from '../../lib/api/schedule-writes.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { stageSettings } from '../../lib/config/stage-settings.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, sessionOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { scheduleView } from '../../lib/lambda/http/schedule-views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { KnownPayees } from '../../lib/store/known-payees.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { SchedulePlaces } from '../../lib/store/schedule-places.ts';
import { Schedules } from '../../lib/store/schedules.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { confirmPayments } from '../../lib/usecases/confirmed-payment.ts';
import { rememberPayees } from '../../lib/usecases/new-payees.ts';
import { payers } from '../../lib/usecases/payers.ts';
import { isRepeatedSchedule, scheduleTransfer } from '../../lib/usecases/schedule-transfer.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  SCHEDULES_TABLE: required,
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
  JOURNAL_TABLE: required,
  STAGE_SETTINGS: stageSettings,
});
const db = documents();
const stores = {
  directory: payers(new Directory(db, env.WALLETS_TABLE), env.STAGE_SETTINGS),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
  places: new SchedulePlaces(db, env.SCHEDULES_TABLE),
  schedules: new Schedules(db, env.SCHEDULES_TABLE),
};
const stepUp = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  above: BigInt(env.STEP_UP_ABOVE),
  newPayees: env.STEP_UP_NEW_PAYEES
    ? {
        known: new KnownPayees(db, env.KNOWN_PAYEES_TABLE),
        directory: stores.directory,
        journal: new Journal(db, env.JOURNAL_TABLE),
      }
    : undefined,
};
const rateLimit = perSessionUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** POST /api/user/scheduled_transfers */
export const handler = endpoint(
  route,
  sessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { body, headers }, now }) => {
    const { from_id: fromId, amount, credits, reference, note: payerNote, metadata, timing } = body;
    const payment = { fromId, amount, credits, reference, payerNote, metadata };
    const request = { userId: caller.userId, payment, timing, idempotencyKey: headers['idempotency-key'] };
    const asked = [{ ...payment, isRepetition: () => isRepeatedSchedule(stores, request, now) }];
    const unknown = await confirmPayments(stepUp, caller, asked, now);
    const schedule = await scheduleTransfer(stores, request, { now, scheduleId: ulid(now) });
    await rememberPayees(stepUp.newPayees, caller.userId, unknown, asked);
    return respond(201, scheduleView(schedule, new Map()));
  },
  { rateLimit },
);
