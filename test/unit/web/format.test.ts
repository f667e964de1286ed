import fc from 'fast-check';
import { createFormat, shortId, stepsOf } from '../../../lib/web/ui/format.ts';
import { fromLocalInput, toLocalInput } from '../../../lib/web/ui/local-time.ts';

const LOCALES = ['en', 'de', 'de-CH', 'es', 'fr', 'hi', 'ja', 'pl', 'ru', 'ar-EG', 'fa'];
const formats = new Map(LOCALES.map((locale) => [locale, createFormat({ locales: [locale], timeZone: 'UTC' })]));
const of = (locale: string) => formats.get(locale) ?? createFormat();
/** Narrow and other spaces of Intl as usual ones. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');
const read = (locale: string, typed: string) => {
  const result = of(locale).parseAmount(typed);
  return 'rule' in result ? result.rule : result.minorUnits;
};

/** Any character and half a pair of surrogates. fast-check's own takes 0.7 s to begin. */
const anything = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

describe('An amount on a page', () => {
  it.each([
    ['en', '1234567', '1,234,567'],
    ['de', '1234567', '1.234.567'],
    ['fr', '1234567', '1 234 567'],
    ['hi', '1234567', '12,34,567'],
    ['en', '0', '0'],
    ['en', '-1000', '-1,000'],
    ['en', '9007199254740993', '9,007,199,254,740,993'],
    ['en', `1${'0'.repeat(30)}`, `1,${Array(10).fill('000').join(',')}`],
  ])('in %s of %s is %s', (locale, minorUnits, written) => {
    expect(plain(of(locale).amount(minorUnits))).toBe(written);
  });

  it('with a sign has it for both directions', () => {
    expect(['+50', '-50', '0'].map((amount) => of('en').signedAmount(amount))).toEqual(['+50', '-50', '0']);
  });

  it('on an axis is short, however large it is', () => {
    const amounts = [0n, -1_250n, 2_135_000n, 1_500_000n * 10n ** 12n, -(10n ** 18n)];
    expect(amounts.map((amount) => of('en').amountShort(amount))).toEqual(['0', '-1.25K', '2.135M', '1.5E18', '-1E18']);
  });

  it('is read as it is written, in every locale', () => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n });
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), amounts, (locale, amount) => {
        expect(read(locale, of(locale).amount(String(amount)))).toBe(String(amount));
        expect(read(locale, String(amount))).toBe(String(amount));
      }),
    );
  });
});

describe('A typed amount', () => {
  it.each([
    ['en', ' 1,000 ', '1000'],
    ['en', '1 000 000', '1000000'],
    ['en', '007', '7'],
    ['de', '1.000', '1000'],
    ['de-CH', "1'000", '1000'],
    ['es', '1.000', '1000'],
    ['hi', '1,00,000', '100000'],
    ['ar-EG', '١٬٠٠٠', '1000'],
    ['en', '9'.repeat(18), '9'.repeat(18)],
  ])('in %s is accepted as %j', (locale, typed, minorUnits) => {
    expect(read(locale, typed)).toBe(minorUnits);
  });

  it.each([
    ['en', '', 'is required'],
    ['en', '  ', 'is required'],
    ['en', '1.50', 'must be a whole number of minor units, without a fraction'],
    ['en', '1,000.00', 'must be a whole number of minor units, without a fraction'],
    ['de', '1,5', 'must be a whole number of minor units, without a fraction'],
    ['fr', '1,5', 'must be a whole number of minor units, without a fraction'],
    ['en', '1,50', 'must have its digits grouped as usual, or not at all'],
    ['en', '1,00,000', 'must have its digits grouped as usual, or not at all'],
    ['de', '1.5', 'must have its digits grouped as usual, or not at all'],
    ['en', '1 2', 'must have its digits grouped as usual, or not at all'],
    ['en', ',1', 'must have its digits grouped as usual, or not at all'],
    ['en', ',', 'must have only digits'],
    ['en', '-5', 'must have only digits'],
    ['en', '+5', 'must have only digits'],
    ['en', '1e3', 'must have only digits'],
    ['en', '$5', 'must have only digits'],
    ['en', '0', 'must be more than 0'],
    ['en', '000', 'must be more than 0'],
    ['en', '1'.repeat(19), 'must be at most 18 digits'],
  ])('in %s is refused as %j: it %s', (locale, typed, rule) => {
    expect(read(locale, typed)).toBe(rule);
  });

  it('is an amount that the API takes, or gets a rule, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), fc.string({ unit: anything }), (locale, typed) => {
        const result = of(locale).parseAmount(typed);
        if ('minorUnits' in result) expect(result.minorUnits).toMatch(/^[1-9][0-9]{0,17}$/);
        else expect(result.rule).not.toBe('');
      }),
    );
  });
});

describe('A time on a page', () => {
  const TIME = '2026-11-23T10:15:30.123Z';

  it('is short, full with its zone, or exact to the millisecond', () => {
    const format = createFormat({ locales: ['en'], timeZone: 'Europe/Berlin' });
    expect(plain(format.timeShort(TIME))).toBe('Nov 23, 2026, 11:15 AM');
    expect(plain(format.timeFull(TIME))).toBe('Monday, November 23, 2026 at 11:15:30 AM GMT+1');
    expect(format.clock(TIME)).toBe('11:15:30.123');
    expect(plain(`${format.day(TIME)}, ${format.minute(TIME)}`)).toBe('Monday, November 23, 2026, 11:15 AM');
  });

  it('on an axis has what tells it from the others', () => {
    const format = createFormat({ locales: ['en'], timeZone: 'UTC' });
    const days = [1, 30, 400].map((length) => plain(format.tick(TIME, length * 86_400_000)));
    expect(days).toEqual(['10:15 AM', 'Nov 23', 'Nov 2026']);
  });

  it.each([
    [0, 'now'],
    [-999, 'now'],
    [-1_000, '1 second ago'],
    [-59_999, '59 seconds ago'],
    [-119 * 60_000, '1 hour ago'],
    [-47 * 3_600_000, '1 day ago'],
    [2 * 3_600_000, 'in 2 hours'],
  ])('has an age in whole units that have passed: after %d ms it is %s', (ms, age) => {
    const at = Date.parse(TIME);
    expect(of('en').age(new Date(at + ms).toISOString(), at)).toBe(age);
  });

  it.each([
    [0, '0 ms'],
    [113, '113 ms'],
    [1_449, '1.4 sec'],
    [59_999, '59.9 sec'],
    [60_000, '1 min'],
    [125_000, '2 min 5 sec'],
    [3 * 3_600_000 + 120_000, '3 hr 2 min'],
    [51 * 3_600_000, '2 days 3 hr'],
    [-5, '-5 ms'],
  ])('and another are %d ms apart: %s', (ms, written) => {
    expect(of('en').duration(ms)).toBe(written);
  });

  it('of a timeline has its distance to the entry before', () => {
    const entries = ['30.000', '30.120', '31.000'].map((second) => ({ at: `2026-11-23T10:15:${second}Z` }));
    expect(stepsOf(entries)).toEqual([0, 120, 880]);
  });

  it('goes into an input and comes back', () => {
    const times = fc.date({ min: new Date('1971-01-01'), max: new Date('9999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(times, (time) => {
        expect(fromLocalInput(toLocalInput(time.toISOString()))).toBe(time.toISOString());
      }),
    );
    expect(fromLocalInput('')).toBeUndefined();
    expect(toLocalInput('tomorrow')).toBe('');
  });
});

describe('A format', () => {
  it('skips languages that no browser knows', () => {
    expect(createFormat({ locales: ['C', 'en_US.UTF-8', 'de'] }).amount('1234567')).toBe('1.234.567');
  });

  it('shortens long ids only', () => {
    expect(shortId('41')).toBe('41');
    expect(shortId('2718281828459045235360287471352662497756')).toBe('271828…497756');
  });
});
