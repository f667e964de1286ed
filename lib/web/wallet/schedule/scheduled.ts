import type { ScheduledTransfer } from 'mib/client';
import { calledOrNumber } from '../own-wallets.ts';
import type { Timing } from './when.ts';

/** When the payments of a scheduled transfer are due. The API says one of both. */
export function timingOf({ execute_at = '', repeat }: ScheduledTransfer): Timing {
  return repeat ? { repeat } : { executeAt: execute_at };
}

/** Who receives the money, short. */
export function payeesInWords({ to_id, to = [] }: ScheduledTransfer): string {
  const ids = to_id === undefined ? to.map((payee) => payee.to_id) : [to_id];
  return ids.map(calledOrNumber).join(', ');
}
