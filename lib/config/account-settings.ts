import * as z from 'zod/mini';
import { numberFrom } from './number-from.ts';

const DAY_MS = 86_400_000;
/** An address from which a login has succeeded is known for 30 days: the next owner has none of them. */
const [LEAST_DAYS, DAYS] = [31, 90];

/** The settings of accounts. The serverless file gives functions their defaults. */
export const accountSettings = {
  /** For how many days nobody gets the login of a deleted user, 31 to 3,650. */
  LOGIN_FREE_AFTER_DAYS: numberFrom(LEAST_DAYS, 3_650, DAYS),
};

/** The same settings where they may be missing. */
export const accountSettingsIfSet = {
  LOGIN_FREE_AFTER_DAYS: z._default(accountSettings.LOGIN_FREE_AFTER_DAYS, DAYS),
};

/** For how long nobody gets the login of a deleted user, in ms. */
export function loginFreeAfterMs(settings: { readonly LOGIN_FREE_AFTER_DAYS: number }): number {
  return settings.LOGIN_FREE_AFTER_DAYS * DAY_MS;
}
