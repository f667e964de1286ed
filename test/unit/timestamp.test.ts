import { Timestamp, TimestampBound } from '../../lib/domain/timestamp.ts';

describe('A timestamp', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1970-01-01T01:00:00 01:00', 0],
    ['1970-01-01t00:00:00.0019z', 1],
    ['1970-01-01T00:00:00.999999999999999999Z', 999],
    ['1970-01-01T00:00:00-00:00', 0],
  ])('is parsed: %s is %d', (text, ms) => {
    expect(Timestamp.parse(text)).toBe(ms);
  });

  it.each([
    ['in UTC', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['with a fraction', '2016-12-31T23:59:60.25Z', '2017-01-01T00:00:00.250Z'],
    ['with an offset', '2015-07-01T02:59:60+03:00', '2015-07-01T00:00:00Z'],
    ['in small letters', '2016-12-31t23:59:60z', '2017-01-01T00:00:00Z'],
    ['at the end of any month', '2030-04-30T23:59:60Z', '2030-05-01T00:00:00Z'],
  ])('is accepted as a leap second %s, which is the second after it', (_what, text, same) => {
    expect(Timestamp.parse(text)).toBe(Date.parse(same));
  });

  it.each([
    ['of the year before 0 in UTC', '0000-01-01T00:00:00+00:01'],
    ['of the year 10000 in UTC', '9999-12-31T23:59:59-00:01'],
    ['without an offset', '1970-01-01T00:00:00'],
    ['of no such day', '1970-02-30T00:00:00Z'],
    ['in a leap second that no month ends with', '2016-12-30T23:59:60Z'],
    ['in a leap second of another time of day', '2016-12-31T22:59:60Z'],
    ['in a leap second that is none in UTC', '2016-12-31T23:59:60+01:00'],
    ['in a minute of 62 seconds', '2016-12-31T23:59:61Z'],
    ['in a leap second beyond the last year', '9999-12-31T23:59:60Z'],
  ])('is refused %s', (_what, text) => {
    expect(Timestamp.safeParse(text).error?.issues).toHaveLength(1);
  });
});

describe('A bound of timestamps', () => {
  it.each([
    ['1970-01-01T00:00:00.001Z', 1],
    ['1970-01-01T00:00:00.001000Z', 1],
    ['1970-01-01T00:00:00.0019Z', 2],
    ['1970-01-01T00:00:00.0010001Z', 2],
    ['1970-01-01T00:00:00Z', 0],
  ])('is rounded up to a millisecond: %s is %d', (text, ms) => {
    expect(TimestampBound.parse(text)).toBe(ms);
  });
});
