import { createFormat } from '../../../lib/web/ui/format.ts';
import { checkedPayment, filledBy, payFormOf } from '../../../lib/web/wallet/pay/form.ts';
import { readRequest, requestLink } from '../../../lib/web/wallet/request-link.ts';
import { totalsOf } from '../../../lib/web/wallet/wallets/totals.ts';

const LISTED = new Map([
  ['EUR', { currency: 'EUR', digits: 2 }],
  ['KWD', { currency: 'KWD', digits: 3 }],
  ['POINTS', { currency: 'POINTS', digits: 0, name: 'Points' }],
]);
const of = (locale: string) =>
  createFormat({ locales: [locale], currencyNamed: (code) => LISTED.get(code) ?? { currency: code, digits: 0 } });
/** Without the kinds of space that a locale chooses. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('An amount in a currency', () => {
  it.each([
    ['en', '1250', 'EUR', '€12.50'],
    ['de', '-1234567', 'EUR', '-12.345,67 €'],
    ['en', '5', 'EUR', '€0.05'],
    ['en', '900719925474099301', 'EUR', '€9,007,199,254,740,993.01'],
    ['en', '1250', 'POINTS', '1,250 Points'],
    ['en', '1250', 'XXX', '1,250'],
  ])('in %s of %s %s is %s, whatever its size', (locale, minorUnits, code, written) => {
    expect(plain(of(locale).amount(minorUnits, code))).toBe(written);
  });

  it.each([
    ['en', '12.34', 'EUR', '1234'],
    ['en', '1,234.5', 'EUR', '123450'],
    ['en', '12', 'EUR', '1200'],
    ['en', '0.05', 'EUR', '5'],
    ['de', '1.234,56', 'EUR', '123456'],
    ['fr', '12.34', 'EUR', '1234'],
    ['en', '1.234', 'KWD', '1234'],
    ['en', '12', 'POINTS', '12'],
  ])('typed in %s as %s %s is %s minor units', (locale, typed, code, minorUnits) => {
    expect(of(locale).parseAmount(typed, code)).toEqual({ minorUnits });
  });

  it.each([
    ['en', '12.345', 'EUR', 'must have at most 2 decimals'],
    ['en', '12,34', 'EUR', 'grouped'],
    ['de', '12.34', 'EUR', 'grouped'],
    ['en', '1.2.3', 'EUR', 'decimals'],
    ['en', '.5', 'EUR', 'is required'],
    ['en', '0.00', 'EUR', 'more than 0'],
    ['en', '12.3', 'POINTS', 'without a fraction'],
    ['en', '12.3', 'XXX', 'without a fraction'],
    ['en', '12345678901234567.00', 'EUR', 'at most 18 digits'],
  ])('typed in %s as %s %s breaks a rule: %s', (locale, typed, code, rule) => {
    expect(of(locale).parseAmount(typed, code)).toEqual({ rule: expect.stringContaining(rule) });
  });

  it('is typed again as it was, in every locale', () => {
    for (const locale of ['en', 'de', 'fr', 'de-CH', 'hi', 'ar-EG'])
      for (const amount of ['1', '99', '100', '123456789'])
        for (const code of ['EUR', 'KWD', 'POINTS', 'XXX'])
          expect(of(locale).parseAmount(of(locale).typedAmount(amount, code), code)).toEqual({ minorUnits: amount });
  });
});

describe('A link that asks for money in a currency', () => {
  const link = requestLink('https://wallet.example', { to: '42', amount: '1250', currency: 'EUR' });

  it('names it, and fills in the amount as the payer types it', () => {
    expect(link).toBe('https://wallet.example/app/pay?to=42&amount=1250&currency=EUR');
    expect(filledBy(new URL(link).search, of('de'))?.filled).toMatchObject({
      payees: [{ to: '42', amount: '12,50' }],
      asked: 'EUR',
    });
  });

  it('is paid from a wallet of that currency alone', () => {
    const filled = filledBy(new URL(link).search, of('en'))?.filled;
    const form = { ...payFormOf(() => ''), from: '41', ...filled };
    expect(checkedPayment(form, of('en'), { currency: 'EUR', now: 0 })).toEqual({
      payment: expect.objectContaining({ from: '41', payees: [{ to: '42', amount: '1250' }] }),
    });
    expect(checkedPayment(form, of('en'), { currency: 'KWD', now: 0 })).toEqual({
      broken: { from: 'must be a wallet in EUR, which the link asks for' },
    });
  });

  it('with something else in its place says so', () => {
    expect(readRequest('?to=42&currency=euro').broken).toEqual({ currency: 'must be the code of a currency' });
    expect(readRequest('?to=42&amount=5').filled).toEqual({ to: '42', amount: '5' });
  });
});

describe('What several wallets have', () => {
  it('is added up for each currency alone', () => {
    const balances = [
      { currency: 'EUR', available: '900719925474099301' },
      { currency: 'XXX', available: '5' },
      { currency: 'EUR', available: '1' },
    ];
    expect(totalsOf(balances)).toEqual([
      { currency: 'EUR', available: '900719925474099302' },
      { currency: 'XXX', available: '5' },
    ]);
  });
});
