import { numberOf } from './number-of.ts';

/** What a user must not have when the account is deleted, and how many of each there are. */
export interface InUse {
  /** Wallets that are not closed. */
  readonly wallets: number;
  /** Scheduled transfers with payments to come. */
  readonly schedules: number;
  /** Payments that wait for a capture, as payer or as payee. */
  readonly holds: number;
}

/**
 * The personal data of a deleted user are erased this long after the user has no access any more, in ms.
 * By then every request has ended that a token let in: an instance accepts one for two seconds, and no
 * function runs for a minute. Nothing is written afterwards.
 */
export const ERASED_AFTER_MS = 60_000;

/** What is in use, for the user; undefined if nothing is. */
export function inUse({ wallets, schedules, holds }: InUse): string | undefined {
  const parts = [
    counted(wallets, 'wallet is not closed', 'wallets are not closed'),
    counted(schedules, 'scheduled transfer is active', 'scheduled transfers are active'),
    counted(holds, 'payment waits for a capture', 'payments wait for a capture'),
  ].flat();
  return parts.length === 0 ? undefined : `${parts.join(', ')}.`;
}

function counted(number: number, one: string, several: string): string[] {
  return number === 0 ? [] : [numberOf(number, one, several)];
}
