import fc from 'fast-check';
import { Amount, formatSigned, SignedAmount } from '../../lib/domain/amount.ts';

const RULE =
  'must be a positive whole number of minor units, at most 18 digits, as a string of digits or a safe integer';

describe('An amount', () => {
  it.each([
    ['a string of digits', '50', 50n],
    ['18 digits', '9'.repeat(18), 10n ** 18n - 1n],
    ['a string with zeros in front', '007', 7n],
    ['a safe integer', 50, 50n],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER, 9007199254740991n],
  ])('is accepted as %s', (_what, value, amount) => {
    expect(Amount.parse(value)).toBe(amount);
  });

  it('is never converted to a float', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }), (amount) => {
        expect(Amount.parse(amount.toString())).toBe(amount);
      }),
    );
  });

  it.each([
    ['0', 0],
    ['"0"', '0'],
    ['zeros', '000'],
    ['minus zero', -0],
    ['-1', -1],
    ['"-1"', '-1'],
    ['"+1"', '+1'],
    ['1.5', 1.5],
    ['"1.5"', '1.5'],
    ['"1e3"', '1e3'],
    ['19 digits', '1'.repeat(19)],
    ['19 digits with a zero in front', `0${'1'.repeat(18)}`],
    ['2^53 as a number', 2 ** 53],
    ['1e21', 1e21],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['NaN', Number.NaN],
    ['the empty string', ''],
    ['space around', ' 1'],
    ['a line end', '1\n'],
    ['hexadecimal', '0x10'],
    ['digits that are not ASCII', '１'],
    ['true', true],
    ['null', null],
    ['an array', [1]],
    ['an object', {}],
  ])('is refused as %s', (_what, value) => {
    expect(Amount.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([RULE]);
  });

  it('is required', () => {
    expect(Amount.safeParse(undefined).error?.issues[0]?.message).toBe('is required');
  });
});

describe('A signed amount', () => {
  it('has a sign and up to 18 digits', () => {
    expect(SignedAmount.parse('-50')).toBe(-50n);
    expect(SignedAmount.parse('+50')).toBe(50n);
    expect(SignedAmount.parse(`-${'9'.repeat(18)}`)).toBe(-(10n ** 18n) + 1n);
  });

  it.each(['50', '', '+', '--5', '+-5', '+5.0', '+0', '-0', `+${'1'.repeat(19)}`, '+5\n', 5, -5, null, true])(
    'is not %j',
    (value) => {
      expect(SignedAmount.safeParse(value).success).toBe(false);
    },
  );

  it('is formatted as it was parsed', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }), fc.boolean(), (size, negative) => {
        const amount = negative ? -size : size;
        expect(SignedAmount.parse(formatSigned(amount))).toBe(amount);
      }),
    );
  });
});
