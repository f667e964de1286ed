import * as z from 'zod/mini';
import { ConfigurationError } from './configuration-error.ts';

/** A variable that must be set and not empty. */
export const required = z.string({ error: 'is not set' }).check(z.minLength(1, 'is empty'));

const digits = z.string({ error: 'is not set' }).check(z.regex(/^\d{1,9}$/, 'is not a whole number'));
const number = z.pipe(digits, z.transform(Number));

/** An integer of at least `min`, as text. */
export const wholeNumber = (min: number) => z.pipe(number, z.number().check(z.minimum(min, `is less than ${min}`)));

/**
 * Reads the variables of a function from its environment. Call it once, when the module is loaded:
 * a misconfigured function then fails before its first event.
 * @throws ConfigurationError with every variable that is missing or wrong
 */
export function readEnvironment<S extends z.core.$ZodShape>(shape: S): z.infer<z.ZodMiniObject<S>> {
  const result = z.object(shape).safeParse(process.env);
  if (!result.success) {
    throw new ConfigurationError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  return result.data;
}
