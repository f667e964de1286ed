import { clockOf, isTimeZone } from '../../lib/domain/local-time.ts';
import { ruleParts } from '../../lib/domain/recurrence-rule.ts';
import { Times } from '../../lib/domain/repetition.ts';

/** The first times of a rule after a time, in UTC to the minute. */
function times(rrule: string, start: string, timeZone: string, many = 4, after = '2027-01-01T00:00:00Z'): string[] {
  const rule = new Times({ rrule, start, timeZone });
  const found: string[] = [];
  for (let at = rule.after(Date.parse(after)); at !== undefined && found.length < many; at = rule.after(at))
    found.push(new Date(at).toISOString().slice(0, 16));
  return found;
}

describe('the times of a rule', () => {
  it('keep their local time when the clocks of Berlin change, in spring and in autumn', () => {
    expect(times('FREQ=DAILY', '2027-03-27T09:00:00', 'Europe/Berlin', 3)).toEqual([
      '2027-03-27T08:00',
      '2027-03-28T07:00',
      '2027-03-29T07:00',
    ]);
    expect(times('FREQ=WEEKLY;BYDAY=SU', '2027-10-24T09:00:00', 'Europe/Berlin', 2)).toEqual([
      '2027-10-24T07:00',
      '2027-10-31T08:00',
    ]);
  });

  it('take a local time that the clocks skip by the offset before the change, and miss no day', () => {
    expect(times('FREQ=DAILY', '2027-03-27T02:30:00', 'Europe/Berlin', 3)).toEqual([
      '2027-03-27T01:30',
      '2027-03-28T01:30',
      '2027-03-29T00:30',
    ]);
    expect(times('FREQ=DAILY', '2027-03-13T02:30:00', 'America/New_York', 3)).toEqual([
      '2027-03-13T07:30',
      '2027-03-14T07:30',
      '2027-03-15T06:30',
    ]);
  });

  it('take the first of a local time that comes twice, and pay once', () => {
    expect(times('FREQ=DAILY', '2027-10-30T02:30:00', 'Europe/Berlin', 3)).toEqual([
      '2027-10-30T00:30',
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
    expect(times('FREQ=DAILY', '2027-11-06T01:30:00', 'America/New_York', 3)).toEqual([
      '2027-11-06T05:30',
      '2027-11-07T05:30',
      '2027-11-08T06:30',
    ]);
  });

  it.each(['Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
    'are one a day in %s while its clocks change, each at its local time unless the clocks skip it',
    (zone) => {
      const clock = clockOf(zone);
      const rule = new Times({ rrule: 'FREQ=DAILY', start: '2027-01-01T02:15:00', timeZone: zone });
      const days = new Set<string>();
      let other = 0;
      let at = rule.after(Date.parse('2027-02-02T00:00:00Z'));
      for (let n = 0; n < 70 && at !== undefined; n++) {
        const shown = new Date(clock.shown(at)).toISOString();
        days.add(shown.slice(0, 10));
        if (shown.slice(11, 16) !== '02:15') other++;
        at = rule.after(at);
      }
      expect(days.size).toBe(70);
      expect(other).toBeLessThanOrEqual(1);
    },
  );

  it('leave out a day that a month does not have, as RFC 5545 says', () => {
    expect(times('FREQ=MONTHLY', '2027-01-31T09:00:00', 'UTC')).toEqual([
      '2027-01-31T09:00',
      '2027-03-31T09:00',
      '2027-05-31T09:00',
      '2027-07-31T09:00',
    ]);
    expect(times('FREQ=MONTHLY;BYMONTHDAY=-1', '2027-01-31T09:00:00', 'UTC', 3)).toEqual([
      '2027-01-31T09:00',
      '2027-02-28T09:00',
      '2027-03-31T09:00',
    ]);
    expect(times('FREQ=YEARLY', '2028-02-29T09:00:00', 'UTC', 2)).toEqual(['2028-02-29T09:00', '2032-02-29T09:00']);
    expect(times('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '2027-01-01T09:00:00', 'UTC', 2)).toEqual([
      '2027-01-29T09:00',
      '2027-02-26T09:00',
    ]);
  });

  it('end with UNTIL: a day counts as a whole in the time zone, and a time is one in UTC', () => {
    const start = '2027-03-26T23:30:00';
    expect(times('FREQ=DAILY;UNTIL=20270327', start, 'America/New_York')).toEqual([
      '2027-03-27T03:30',
      '2027-03-28T03:30',
    ]);
    expect(times('FREQ=DAILY;UNTIL=20270328T033000Z', start, 'America/New_York')).toHaveLength(2);
    expect(times('FREQ=DAILY;UNTIL=20270328T032959Z', start, 'America/New_York')).toHaveLength(1);
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=WEEKLY;INTERVAL=366;BYMONTH=2;BYDAY=MO;BYSETPOS=7',
  ])('of a rule that has none take no more than a moment to look for: %s', (rrule) => {
    const begun = process.cpuUsage();
    expect(times(rrule, '2027-02-01T09:00:00', 'Europe/Berlin')).toEqual([]);
    const { user, system } = process.cpuUsage(begun);
    expect(user + system).toBeLessThan(1_500_000);
  });

  it('are refused where a rule of RFC 5545 about parts together is broken', () => {
    const of = (rrule: string) => () => new Times({ rrule, start: '2027-02-01T09:00:00', timeZone: 'UTC' });
    expect(of('FREQ=WEEKLY;BYMONTHDAY=3')).toThrow(SyntaxError);
    expect(of('FREQ=WEEKLY;BYDAY=1MO')).toThrow(SyntaxError);
    expect(of('FREQ=MONTHLY;BYSETPOS=1')).toThrow(SyntaxError);
  });
});

describe('a written rule', () => {
  it.each([
    ['', 'must be made of the parts'],
    ['FREQ=SECONDLY', 'must have FREQ=DAILY, WEEKLY, MONTHLY or YEARLY'],
    ['FREQ=HOURLY', 'must have FREQ=DAILY'],
    ['INTERVAL=2', 'must have FREQ=DAILY'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'must have FREQ once'],
    ['FREQ=DAILY;BYHOUR=9', 'must be made of the parts'],
    ['FREQ=DAILY;toString=1', 'must be made of the parts'],
    ['FREQ=DAILY;COUNT=0', 'a COUNT from 1 to 1000'],
    ['FREQ=DAILY;COUNT=1001', 'a COUNT from 1 to 1000'],
    ['FREQ=DAILY;INTERVAL=0', 'an INTERVAL from 1 to 366'],
    ['FREQ=DAILY;INTERVAL=367', 'an INTERVAL from 1 to 366'],
    ['FREQ=DAILY;UNTIL=20270230', 'an UNTIL'],
    ['FREQ=DAILY;UNTIL=20270301T090000', 'an UNTIL'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270301', 'must not have both COUNT and UNTIL'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'a BYMONTHDAY'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'a BYMONTHDAY'],
    ['FREQ=WEEKLY;BYDAY=XX', 'a BYDAY'],
    ['FREQ=DAILY;', 'must be made of the parts'],
    [`FREQ=DAILY;BYMONTH=${'1,'.repeat(99)}1`, 'must have at most 200 characters'],
  ])('is refused: %s', (text, message) => {
    expect(ruleParts(text)).toEqual({ message: expect.stringContaining(message) });
  });
});

describe('a time zone', () => {
  it('is a name of the IANA, and no offset', () => {
    expect(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'].map(isTimeZone)).toEqual(
      Array(4).fill(true),
    );
    expect(['', '+01:00', 'Europe/Atlantis', 'a'.repeat(65), 'Europe/Berlin\n', '../x'].map(isTimeZone)).toEqual(
      Array(6).fill(false),
    );
  });
});
