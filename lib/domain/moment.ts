import * as z from 'zod/mini';

const RULE = 'must be a time with an offset, such as 2026-11-23T08:30:00Z or 2026-11-23T09:30:00.250+01:00';

// RFC 3339 has years of four digits. With an offset a time can be in another year than it is in UTC, as which it may be written.
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

const AsWritten = z.pipe(
  z.string({ error: RULE }),
  z.transform((text) => text.replace(/ (?=\d\d:\d\d$)/, '+').toUpperCase()),
);
const Milliseconds = z.pipe(
  z.iso.datetime({ offset: true, error: RULE }),
  z.transform((text) => Date.parse(text)),
);

/**
 * A time by RFC 3339 as ms since 1970. What is finer than a millisecond is cut off. A plus that was not encoded in a query arrives as
 * a space, which no such time has there, and is taken for the plus it was.
 */
export const Moment = z.pipe(AsWritten, Milliseconds).check(z.refine((ms) => ms >= FIRST && ms <= LAST, RULE));
