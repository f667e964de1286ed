import { ulid } from 'ulid';
import { changeScheduledTransfer as route } from '../../lib/api/schedule-writes.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
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
import { Journal } from '../../lib/store/journal/journal.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Schedules } from '../../lib/store/schedules.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { changeSchedule } from '../../lib/usecases/change-schedule.ts';
import { assertConfirmed } from '../../lib/usecases/confirmed-payment.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  SCHEDULES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  FACTORS_TABLE: required,
  SESSIONS_TABLE: required,
  STEP_UP_ABOVE: rateLimits.STEP_UP_ABOVE,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE),
  schedules: new Schedules(db, env.SCHEDULES_TABLE),
};
const stepUp = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  above: BigInt(env.STEP_UP_ABOVE),
};
const rateLimit = perSessionUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** PATCH /api/user/scheduled_transfers/{id}/{ScheduleID} */
export const handler = endpoint(
  route,
  sessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path, body }, now }) => {
    const of = { userId: caller.userId, walletId: path.id, scheduleId: path.ScheduleID };
    await assertConfirmed(stepUp, caller, body.amount ?? 0n, now);
    const { found, transfers } = await changeSchedule(stores, { ...of, change: body }, { id: ulid(now), now });
    return respond(200, scheduleView(found, transfers));
  },
  { rateLimit },
);
