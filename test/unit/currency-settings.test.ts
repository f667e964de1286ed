import fc from 'fast-check';
import { formatAmount, MibAmountInvalid, parseAmount } from '../../lib/client/money.ts';
import { ConfigurationError } from '../../lib/config/configuration-error.ts';
import { currenciesIn } from '../../lib/config/currencies.ts';

const problemsOf = (env: Record<string, string>) => {
  try {
    currenciesIn(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
};

describe('The currencies of a stage', () => {
  it('are none where no variable is set', () => {
    expect(currenciesIn({})).toEqual({ byDefault: 'XXX', list: [{ code: 'XXX', digits: 0 }] });
  });

  it('have the digits of ISO 4217, or their own', () => {
    expect(currenciesIn({ CURRENCIES: 'EUR, JPY,KWD,CLF,POINTS:0:Points', DEFAULT_CURRENCY: 'USD' })).toEqual({
      byDefault: 'USD',
      list: [
        { code: 'USD', digits: 2 },
        { code: 'EUR', digits: 2 },
        { code: 'JPY', digits: 0 },
        { code: 'KWD', digits: 3 },
        { code: 'CLF', digits: 4 },
        { code: 'POINTS', digits: 0, name: 'Points' },
      ],
    });
  });

  it('may show the amounts of old wallets, which have no currency, as those of one', () => {
    expect(currenciesIn({ CURRENCIES: 'XXX:2:Euro' }).list).toEqual([{ code: 'XXX', digits: 2, name: 'Euro' }]);
  });

  it.each([
    [{ CURRENCIES: 'eur,€,POINTS' }, 3],
    [{ CURRENCIES: 'EUR:3' }, 1],
    [{ CURRENCIES: 'EUR,EUR' }, 1],
    [{ CURRENCIES: 'x', DEFAULT_CURRENCY: 'y' }, 2],
    [{ DEFAULT_CURRENCY: 'POINTS' }, 1],
  ])('%p has mistakes, which are named together: %i', (env, count) => {
    expect(problemsOf(env)).toHaveLength(count);
  });
});

describe('An amount in the client', () => {
  it('is formatted and read without a loss, for any currency and size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }), fc.integer({ min: 0, max: 4 }), (amount, digits) => {
        const text = formatAmount(amount, { currency: 'XXX', digits }, 'en').replaceAll(',', '');
        expect(parseAmount(text, { currency: 'XXX', digits })).toBe(amount.toString());
      }),
    );
  });

  it.each([
    ['12.345', 'too_many_decimals'],
    ['1,234', 'malformed'],
    ['', 'malformed'],
    ['-5', 'malformed'],
    ['1e3', 'malformed'],
    ['0.00', 'zero'],
    ['12345678901234567', 'too_large'],
  ])('written as %p is refused: %s', (text, reason) => {
    expect(() => parseAmount(text, { currency: 'EUR', digits: 2 })).toThrow(MibAmountInvalid);
    expect(() => parseAmount(text, { currency: 'EUR', digits: 2 })).toThrow(expect.objectContaining({ reason }));
  });
});
