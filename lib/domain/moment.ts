import * as z from 'zod';

const RULE = 'must be a time with an offset, such as 2026-11-23T08:30:00Z or 2026-11-23T09:30:00.250+01:00';

/**
 * A time by RFC 3339 as ms since 1970. What is finer than a millisecond is cut off. A plus that was not encoded in a query arrives as
 * a space, which no such time has there, and is taken for the plus it was.
 */
export const Moment = z
  .string({ error: RULE })
  .transform((text) => text.replace(/ (?=\d\d:\d\d$)/, '+').toUpperCase())
  .pipe(z.iso.datetime({ offset: true, error: RULE }).transform((text) => Date.parse(text)));
