import * as z from 'zod/mini';
import { MIN_PASSWORD_CHARACTERS } from '../domain/credentials.ts';

/** More would leave no room, in the 72 bytes of a password, for scripts of two bytes a character. */
const LONGEST_MINIMUM = 36;

const digits = z.string({ error: 'is not set' }).check(z.regex(/^(\d{1,2})?$/, 'is not a whole number'));

/** A number of these; what is empty is the default. */
const from = (least: number, most: number, byDefault: number) => {
  const range = z.number().check(z.minimum(least, `is less than ${least}`), z.maximum(most, `is more than ${most}`));
  const number = z.pipe(
    digits,
    z.transform((text) => (text === '' ? byDefault : Number(text))),
  );
  return z.pipe(number, range);
};

const [COST, LENGTH] = [10, MIN_PASSWORD_CHARACTERS];

/** What an operator says of passwords, as functions are given it: the serverless file has the defaults. */
export const passwordSettings = {
  /** bcrypt's cost, 4 to 15: 2^cost rounds for each password; lower than 10 is for tests. */
  PASSWORD_COST: from(4, 15, COST),
  /** How many characters a new password has to have, 8 to 36. */
  PASSWORD_MIN_LENGTH: from(MIN_PASSWORD_CHARACTERS, LONGEST_MINIMUM, LENGTH),
};

/** The same where they need not be set. */
export const passwordCost = z._default(passwordSettings.PASSWORD_COST, COST);
export const passwordMinLength = z._default(passwordSettings.PASSWORD_MIN_LENGTH, LENGTH);
export const passwordSettingsIfSet = { PASSWORD_COST: passwordCost, PASSWORD_MIN_LENGTH: passwordMinLength };
