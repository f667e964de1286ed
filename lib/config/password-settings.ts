import * as z from 'zod/mini';
import { MIN_PASSWORD_CHARACTERS } from '../domain/credentials.ts';

/**
 * A password has 72 bytes at most: a longer minimum would exclude scripts with two bytes a
 * character.
 */
const MAX_MIN_LENGTH = 36;

const digits = z.string({ error: 'is not set' }).check(z.regex(/^(\d{1,2})?$/, 'is not a whole number'));

/** An integer from `least` to `most`; empty means the default. */
const from = (least: number, most: number, byDefault: number) => {
  const range = z.number().check(z.minimum(least, `is less than ${least}`), z.maximum(most, `is more than ${most}`));
  const number = z.pipe(
    digits,
    z.transform((text) => (text === '' ? byDefault : Number(text))),
  );
  return z.pipe(number, range);
};

const [COST, LENGTH] = [10, MIN_PASSWORD_CHARACTERS];

/** The settings of passwords. The serverless file gives functions their defaults. */
export const passwordSettings = {
  /** The cost of bcrypt, 4 to 15: 2^cost rounds for each password. Less than 10 is for tests. */
  PASSWORD_COST: from(4, 15, COST),
  /** The minimum number of characters of a new password, 8 to 36. */
  PASSWORD_MIN_LENGTH: from(MIN_PASSWORD_CHARACTERS, MAX_MIN_LENGTH, LENGTH),
};

/** The same settings where they may be missing. */
export const passwordCost = z._default(passwordSettings.PASSWORD_COST, COST);
export const passwordMinLength = z._default(passwordSettings.PASSWORD_MIN_LENGTH, LENGTH);
export const passwordSettingsIfSet = { PASSWORD_COST: passwordCost, PASSWORD_MIN_LENGTH: passwordMinLength };
