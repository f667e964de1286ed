import * as z from 'zod/mini';

const RULE = 'must be a time with an offset, such as 2026-11-23T08:30:00Z or 2026-11-23T09:30:00.250+01:00';

// RFC 3339 has years of four digits. With an offset a time can be in another year than it is in
// UTC.
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

const LEAP_SECOND = /:60(?=[.Z+-])/;

const AsWritten = z.pipe(
  z.string({ error: RULE }),
  z.transform((text) => text.replace(/ (?=\d\d:\d\d$)/, '+').toUpperCase()),
);

/** A time that exists, with its fraction apart. */
const Parts = z.pipe(
  AsWritten,
  z.transform((text) => ({
    isLeapSecond: LEAP_SECOND.test(text),
    time: text.replace(LEAP_SECOND, ':59'),
    finer: /\.\d{3}0*[1-9]/.test(text),
  })),
);

const Time = z.iso.datetime({ offset: true, error: RULE });

const Milliseconds = Parts.check(
  z.refine(({ time }) => Time.safeParse(time).success, { error: RULE, abort: true }),
  z.refine(({ time, isLeapSecond }) => !isLeapSecond || isLastSecondOfAMonth(Date.parse(time)), RULE),
);

/**
 * An RFC 3339 time as ms since 1970, which has no leap seconds: 23:59:60 UTC at the end of a month
 * is the second after it. A plus that was not encoded in a query arrives as a space, and is taken
 * for the plus it was.
 */
const timestampBy = (rounded: (ms: number, isFiner: boolean) => number) =>
  z
    .pipe(
      Milliseconds,
      z.transform(({ time, isLeapSecond, finer }) => rounded(Date.parse(time) + (isLeapSecond ? 1000 : 0), finer)),
    )
    .check(z.refine((ms) => ms >= FIRST && ms <= LAST, RULE));

/** A time, as the millisecond that contains it. */
export const Timestamp = timestampBy((ms) => ms);

/** A bound of times in whole milliseconds: the first millisecond that is not before it. */
export const TimestampBound = timestampBy((ms, isFiner) => (isFiner ? ms + 1 : ms));

/**
 * Leap seconds are at the end of a month in UTC. Which months have one is announced half a year
 * before.
 */
function isLastSecondOfAMonth(ms: number): boolean {
  const next = new Date(Math.floor(ms / 1000) * 1000 + 1000);
  return next.getUTCDate() === 1 && next.getTime() % 86_400_000 === 0;
}
