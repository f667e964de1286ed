import type { ScheduledTransfer } from '../../../lib/client/index.ts';
import {
  MAX_INTERVAL as LONGEST_OF_API,
  MAX_COUNT as MOST_OF_API,
  ruleParts,
} from '../../../lib/domain/recurrence-rule.ts';
import { Times } from '../../../lib/domain/repetition.ts';
import { createFormat } from '../../../lib/web/ui/format.ts';
import { payFormOf } from '../../../lib/web/wallet/pay/form.ts';
import { type ChangeForm, changeFormOf, checkedChange } from '../../../lib/web/wallet/schedule/change.ts';
import { firstDates } from '../../../lib/web/wallet/schedule/dates.ts';
import { checkedWhen, MAX_COUNT, MAX_INTERVAL, NOW, type WhenForm } from '../../../lib/web/wallet/schedule/when.ts';
import { inWords } from '../../../lib/web/wallet/schedule/words.ts';

const ZONE = 'Europe/Berlin';
const format = createFormat({ locales: ['en'] });
/** Local, as a person's fields are. */
const now = Date.parse('2026-11-26T12:00');
const chosen = (when: Partial<WhenForm>): WhenForm => ({ ...NOW, kind: 'month', at: '2026-12-01T09:00', ...when });
const repeatOf = (when: Partial<WhenForm>) => {
  const checked = checkedWhen(chosen(when), now, ZONE);
  if (!('timing' in checked) || !checked.timing.repeat) throw new Error('this does not repeat');
  return checked.timing.repeat;
};

/** The dates that the form shows are those that the API has afterwards. */
function expectDatesOfApi(when: Partial<WhenForm>): void {
  const { rrule, start, time_zone } = repeatOf(when);
  expect('parts' in ruleParts(rrule)).toBe(true);
  const times = new Times({ rrule, start: `${start}:00`, timeZone: time_zone });
  const wanted = Math.min(30, times.count ?? 30);
  const dates: string[] = [];
  for (let at = times.after(now); at !== undefined && dates.length < wanted; at = times.after(at))
    dates.push(times.shown(at).slice(0, 16));
  expect(firstDates(chosen(when), 30)).toEqual(dates);
}

describe('A payment at a set time', () => {
  it.each(
    (['day', 'week', 'month'] as const).flatMap((kind) =>
      [
        { at: '2026-12-01T09:00' },
        { at: '2027-01-28T00:00' },
        { at: '2027-01-29T23:59' },
        { at: '2027-01-30T12:15' },
        { at: '2027-01-31T09:00' },
        { at: '2026-12-31T09:00', ends: 'after', count: '3' } as const,
        { at: '2026-12-30T09:00', ends: 'on', until: '2027-02-28' } as const,
        { at: '2026-12-30T09:00', ends: 'on', until: '2026-12-30' } as const,
        { at: '2026-12-30T09:00', interval: '2' },
        { at: '2027-01-31T09:00', interval: '3', ends: 'after', count: '5' } as const,
        { at: '2026-12-29T09:00', interval: '99' },
      ].map((when) => ({ kind, ...when })),
    ),
  )('has the dates before it is scheduled that the API has afterwards: %j', (when) => {
    expectDatesOfApi(when);
  });

  it.each<Partial<WhenForm>>([
    { weekdays: ['MO', 'FR'] },
    { weekdays: ['MO', 'FR'], interval: '2' },
    { weekdays: ['TU'], interval: '2' },
    { weekdays: ['MO'], interval: '40' },
    { weekdays: ['SU'], at: '2026-12-06T09:00', interval: '2' },
    { weekdays: ['MO', 'TU', 'WE', 'TH', 'FR'], ends: 'after', count: '7' },
    { weekdays: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], ends: 'on', until: '2027-01-03' },
    { weekdays: ['MO'], ends: 'on', until: '2026-12-07' },
  ])('has the dates of the API on chosen weekdays: %j', (when) => {
    expectDatesOfApi({ kind: 'week', ...when });
  });

  it('pays on the last day of a month that has not the chosen day', () => {
    expect(firstDates(chosen({ at: '2027-01-31T09:00' }), 3)).toEqual([
      '2027-01-31T09:00',
      '2027-02-28T09:00',
      '2027-03-31T09:00',
    ]);
  });

  it('names the rule that each field breaks', () => {
    const brokenBy = (when: Partial<WhenForm>) => {
      const checked = checkedWhen(chosen(when), now, ZONE);
      return 'broken' in checked ? checked.broken : {};
    };
    const ahead = 'must be in the future, and at most a year ahead';
    expect(brokenBy({ at: '' })).toEqual({ at: 'is required' });
    expect(brokenBy({ at: '2026-11-26T12:00' })).toEqual({ at: ahead });
    expect(brokenBy({ at: '2026-11-26T12:01' })).toEqual({});
    expect(brokenBy({ at: '2027-11-28T12:01' })).toEqual({ at: ahead });
    expect(brokenBy({ ends: 'on' })).toEqual({ until: 'is required' });
    expect(brokenBy({ ends: 'on', until: '2026-11-30' })).toEqual({ until: 'must not be before the first payment' });
    expect(brokenBy({ ends: 'after' })).toEqual({ count: 'is required' });
    for (const count of ['0', '1001', '1.5', '-1', 'x'])
      expect(brokenBy({ ends: 'after', count })).toEqual({ count: 'must be a whole number from 1 to 1,000' });
    expect(brokenBy({ kind: 'once', ends: 'after' })).toEqual({});
    expect(MAX_COUNT).toBe(MOST_OF_API);
    for (const interval of ['0', '100', '1.5', 'x'])
      expect(brokenBy({ interval })).toEqual({ interval: 'must be a whole number from 1 to 99' });
    expect(brokenBy({ interval: ' ' })).toEqual({ interval: 'is required' });
    expect(MAX_INTERVAL).toBeLessThan(LONGEST_OF_API);
    // December 1 is a Tuesday: the first Monday of every 60th week is more than a year ahead.
    expect(brokenBy({ kind: 'week', weekdays: ['MO'], interval: '60' })).toEqual({ at: ahead });
    expect(brokenBy({ kind: 'week', weekdays: ['MO'], ends: 'on', until: '2026-12-06' })).toHaveProperty('until');
  });

  it('is said in words', () => {
    const words = (rrule: string, start = '2026-12-01T09:00:00', time_zone = ZONE) =>
      inWords({ repeat: { rrule, start, time_zone } }, format, ZONE).replaceAll('\u202f', ' ');
    expect(inWords({ executeAt: new Date('2026-12-01T09:00').toISOString() }, format, ZONE)).toMatch(
      /^Once, on Dec 1, 2026, 9:00.AM$/,
    );
    expect(words('FREQ=DAILY')).toBe('Every day at 9:00 AM, until you cancel it');
    expect(words('FREQ=WEEKLY;COUNT=1')).toBe('Every week on Tuesday at 9:00 AM, once');
    expect(words('FREQ=MONTHLY;COUNT=12')).toBe('Every month on day 1 at 9:00 AM, 12 times');
    expect(words('FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20271231')).toBe(
      'Every month on the last day at 9:00 AM, until Dec 31, 2027',
    );
    expect(words('FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1')).toBe(
      'Every month on day 30 (or the last day) at 9:00 AM, until you cancel it',
    );
    expect(words('FREQ=MONTHLY', '2027-01-31T09:00:00')).toBe(
      'Every month on day 31 (of months that have it) at 9:00 AM, until you cancel it',
    );
    expect(words('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', undefined, 'Asia/Tokyo')).toBe(
      'Every 2 weeks on Monday and Friday at 9:00 AM in the time zone Asia/Tokyo, until you cancel it',
    );
    expect(words('FREQ=YEARLY')).toBe('Every year on December 1 at 9:00 AM, until you cancel it');
    expect(words('FREQ=MONTHLY;BYDAY=-1FR;COUNT=3')).toBe('By the rule FREQ=MONTHLY;BYDAY=-1FR;COUNT=3 at 9:00 AM');
  });

  it('stays in the form of a payment over a reload, and anything else stored there is now', () => {
    const when = chosen({ ends: 'after', count: '12', interval: '2', weekdays: ['MO', 'FR'] });
    const stored = (value: unknown) => payFormOf((member) => (member === 'when' ? JSON.stringify(value) : '')).when;
    expect(stored(when)).toEqual(when);
    for (const other of [null, 7, 'x', [], { kind: 'hour', weekdays: 'MO' }]) expect(stored(other)).toEqual(NOW);
    expect(payFormOf(() => '').when).toBeUndefined();
  });
});

describe('A change of scheduled payments', () => {
  const scheduled = (more: Partial<ScheduledTransfer> = {}): ScheduledTransfer => ({
    ...{ ScheduleID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', from_id: '41', to_id: '42', amount: '65000', currency: 'XXX' },
    ...{ note: 'Rent', status: 'ACTIVE', created_at: '2026-11-01T00:00:00.000Z', payments: [] },
    repeat: { rrule: 'FREQ=MONTHLY;COUNT=12', start: '2026-10-01T09:00:00', time_zone: ZONE },
    next_at: new Date('2026-12-01T09:00').toISOString(),
    payments_left: 10,
    ...more,
  });
  const changeBy = (schedule: ScheduledTransfer, change: Partial<ChangeForm>) =>
    checkedChange(schedule, { ...changeFormOf(schedule, format), ...change }, format, { now, timeZone: ZONE });

  it('has only what is different', () => {
    const schedule = scheduled();
    expect(changeBy(schedule, {})).toEqual({ change: {} });
    expect(changeBy(schedule, { amount: '65,000' })).toEqual({ change: {} });
    expect(changeBy(schedule, { amount: '70,000', note: '' })).toEqual({ change: { amount: '70000', note: null } });
    expect(changeBy(schedule, { amount: '1.5', reference: ' x' })).toMatchObject({
      broken: { amount: expect.any(String), reference: expect.any(String) },
    });
  });

  it('goes on from the next payment, with as many as are left', () => {
    const schedule = scheduled();
    const { when = NOW } = changeFormOf(schedule, format);
    expect(when).toEqual(chosen({ ends: 'after', count: '10' }));
    expect(changeBy(schedule, { when: { ...when, at: '2026-12-05T09:00' } })).toEqual({
      change: { repeat: { rrule: 'FREQ=MONTHLY;COUNT=10', start: '2026-12-05T09:00', time_zone: ZONE } },
    });
    expect(changeBy(schedule, { when: { ...when, count: '0' } })).toHaveProperty('broken.count');
  });

  it('has the interval and the weekdays of the rule', () => {
    const rrule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR';
    const schedule = scheduled({ repeat: { rrule, start: '2026-10-05T09:00:00', time_zone: ZONE } });
    const { when = NOW } = changeFormOf(schedule, format);
    expect(when).toMatchObject({ kind: 'week', interval: '2', weekdays: ['MO', 'FR'] });
    expect(changeBy(schedule, { when: { ...when, weekdays: ['FR'], interval: '1' } })).toMatchObject({
      change: { repeat: { rrule: 'FREQ=WEEKLY;BYDAY=FR' } },
    });
  });

  it('changes the time of a single payment', () => {
    const at = new Date('2026-12-01T09:00').toISOString();
    const { repeat: _, ...schedule } = scheduled({ execute_at: at, next_at: at });
    const { when = NOW } = changeFormOf(schedule, format);
    expect(changeBy(schedule, { when: { ...when, at: '2026-12-02T09:00' } })).toEqual({
      change: { execute_at: new Date('2026-12-02T09:00').toISOString() },
    });
  });

  it.each([
    'FREQ=YEARLY',
    'FREQ=DAILY;BYDAY=MO',
    'FREQ=DAILY;INTERVAL=100',
    'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
    'FREQ=DAILY;UNTIL=20271231T080000Z',
  ])('leaves a rule that the form cannot show as it is: %s', (rrule) => {
    const repeat = { rrule, start: '2026-12-01T09:00:00', time_zone: ZONE };
    expect(changeFormOf(scheduled({ repeat }), format).when).toBeUndefined();
    expect(changeBy(scheduled({ repeat }), { amount: '7' })).toEqual({ change: { amount: '7' } });
  });

  it('leaves the amounts of several payees as they are', () => {
    const to = [
      { to_id: '42', amount: '30' },
      { to_id: '43', amount: '20' },
    ];
    const { to_id: _, ...split } = scheduled({ to });
    expect(changeBy(split, { note: 'x' })).toEqual({ change: { note: 'x' } });
  });
});
