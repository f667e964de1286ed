import { leaveRun } from './file/left-files.ts';
import { intents, storage } from './pay/payments.ts';
import { logOut, session } from './session.ts';

/** Logs the person out. Nothing of theirs stays on this device. */
export function leave(): Promise<void> {
  leaveRun(storage(), session.peek()?.login ?? '');
  intents.peek().forget();
  return logOut();
}

/** The same when every session has ended. Payments whose result is not known stay for the next login. */
export function leaveEverywhere(): Promise<void> {
  if (intents.peek().unfinished().length === 0) return leave();
  leaveRun(storage(), session.peek()?.login ?? '');
  return logOut();
}
