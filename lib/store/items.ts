import * as z from 'zod';

/** A number of an item that is a time or a count: small enough for a JavaScript number. */
export const SafeNumber = z.bigint().transform((value, context) => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) context.addIssue('is not a safe integer');
  return number;
});
