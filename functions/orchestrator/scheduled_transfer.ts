import { scheduledTransfer as route } from '../../lib/api/scheduled-transfers.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { scheduleView } from '../../lib/lambda/http/schedule-views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Schedules } from '../../lib/store/schedules.ts';
import { findSchedule } from '../../lib/usecases/schedules.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  SCHEDULES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE),
  schedules: new Schedules(db, env.SCHEDULES_TABLE),
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/scheduled_transfers/{id}/{ScheduleID} */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path } }) => {
    const of = { userId: caller, walletId: path.id, scheduleId: path.ScheduleID };
    const { found, transfers } = await findSchedule(stores, of);
    return respond(200, scheduleView(found, transfers));
  },
  { rateLimit },
);
