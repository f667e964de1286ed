import { leaveRun } from './file/left-files.ts';
import { intents, storage } from './pay/payments.ts';
import { logOut, session } from './session.ts';

/** Logs the person out. Nothing of theirs stays on this device. */
export function leave(): Promise<void> {
  intents.peek().forget();
  return leaveUnforgotten();
}

/** The same when every session has ended. Payments whose result is not known stay for the next login. */
export function leaveEverywhere(): Promise<void> {
  return intents.peek().unfinished().length === 0 ? leave() : leaveUnforgotten();
}

function leaveUnforgotten(): Promise<void> {
  leaveRun(storage(), session.peek()?.login ?? '');
  return logOut();
}
