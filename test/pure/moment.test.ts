import { Moment } from '../../lib/domain/moment.ts';

describe('a moment', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1970-01-01T01:00:00 01:00', 0],
    ['1970-01-01t00:00:00.0019z', 1],
  ])('%s is %d', (text, ms) => {
    expect(Moment.parse(text)).toBe(ms);
  });

  it.each([
    ['of the year before 0 in UTC', '0000-01-01T00:00:00+00:01'],
    ['of the year 10000 in UTC', '9999-12-31T23:59:59-00:01'],
    ['without an offset', '1970-01-01T00:00:00'],
    ['of no such day', '1970-02-30T00:00:00Z'],
  ])('is none %s', (_what, text) => {
    expect(Moment.safeParse(text).success).toBe(false);
  });
});
