import * as z from 'zod/mini';
import { MIN_PASSWORD_CHARACTERS } from '../domain/credentials.ts';
import { breachedPasswordsSetting } from './breached-passwords.ts';
import { numberFrom } from './number-from.ts';

/**
 * A password has 72 bytes at most: a longer minimum would exclude scripts with two bytes a
 * character.
 */
const MAX_MIN_LENGTH = 36;

const [COST, LENGTH] = [10, MIN_PASSWORD_CHARACTERS];

/** The settings of passwords. The serverless file gives functions their defaults. */
export const passwordSettings = {
  /** The cost of bcrypt, 4 to 15: 2^cost rounds for each password. Less than 10 is for tests. */
  PASSWORD_COST: numberFrom(4, 15, COST),
  /** The minimum number of characters of a new password, 8 to 36. */
  PASSWORD_MIN_LENGTH: numberFrom(MIN_PASSWORD_CHARACTERS, MAX_MIN_LENGTH, LENGTH),
  /** The service that knows breached passwords; `off` or empty asks none. */
  BREACHED_PASSWORDS_URL: breachedPasswordsSetting,
};

/** The same settings where they may be missing. */
export const passwordCost = z._default(passwordSettings.PASSWORD_COST, COST);
export const passwordMinLength = z._default(passwordSettings.PASSWORD_MIN_LENGTH, LENGTH);
export const passwordSettingsIfSet = {
  PASSWORD_COST: passwordCost,
  PASSWORD_MIN_LENGTH: passwordMinLength,
  BREACHED_PASSWORDS_URL: z._default(passwordSettings.BREACHED_PASSWORDS_URL, ''),
};
