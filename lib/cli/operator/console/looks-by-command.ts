import * as z from 'zod/mini';
import { personOf } from '../../../domain/approval.ts';
import { Requested } from '../../../web/console/contract/approvals.ts';
import { IssuingLimits } from '../../../web/console/contract/treasury.ts';
import { UserFacts, UserSessions } from '../../../web/console/contract/users.ts';
import type { OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import type { Commands } from './commands.ts';
import type { ConsoleContext } from './context.ts';

/** One user, as `users show` and `users sessions` have them. */
export async function userDetail(
  { stage }: Pick<ConsoleContext, 'stage'>,
  { read }: Commands,
  { login }: ReadInputOf<'user'>,
): Promise<OutputOf<'user'>> {
  const user = z.parse(UserFacts, await read('users show', [login]));
  const none = { sessions: [], sign_ins: [] };
  const sessions = user.deleted_at === undefined ? z.parse(UserSessions, await read('users sessions', [login])) : none;
  return { user, ...sessions, command: `${stage.command} users show ${user.login}` };
}

/** What may be issued of each currency, as `treasury limits` has it. */
export async function treasuryLimits(
  { stage }: Pick<ConsoleContext, 'stage'>,
  { read }: Commands,
): Promise<OutputOf<'treasury'>> {
  const limits = [];
  for (const { currency } of stage.currencies)
    limits.push(z.parse(IssuingLimits, await read('treasury limits', [], { currency })));
  return { limits, command: `${stage.command} treasury limits` };
}

/** The newest requests for a second operator, as `approvals` has them. */
export async function newestApprovals(
  { stage, logging }: Pick<ConsoleContext, 'stage' | 'logging'>,
  { read }: Commands,
): Promise<OutputOf<'approvals'>> {
  const requests = z.parse(z.array(Requested), await read('approvals', [], { all: 'true' }));
  const me = await logging.by();
  const shown = requests.map((request) => ({
    ...request,
    own: personOf(request.requested_by) === personOf(me),
    approved_here: request.state === 'approved' && request.decided_by === me,
  }));
  return { me, requests: shown, command: `${stage.command} approvals` };
}
