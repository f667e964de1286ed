import { createFormat } from '../../../lib/web/ui/format.ts';
import { changeOfLimits, typedLimits } from '../../../lib/web/wallet/wallets/typed-limits.ts';

const EUR = { currency: 'EUR', digits: 2 };
const format = createFormat({ locales: ['en'], currencyNamed: () => EUR });
const german = createFormat({ locales: ['de'], currencyNamed: () => EUR });
const NONE = { minimum_balance: null, max_payment: null, max_per_day: null };
const LIMITS = { minimum_balance: '1000', max_payment: '123456', max_per_day: null };

const changed = (limits: typeof LIMITS | typeof NONE, typed: Partial<typeof NO_TEXTS>, { parseAmount } = format) =>
  changeOfLimits(limits, { ...typedLimits(limits, (amount) => format.typedAmount(amount, 'EUR')), ...typed }, (text) =>
    parseAmount(text, 'EUR'),
  );
const NO_TEXTS = { minimum_balance: '', max_payment: '', max_per_day: '' };

describe('The limits of a wallet, as a person types them,', () => {
  it('are numbers without a sign of the currency, and a limit that is not set is empty', () => {
    const texts = typedLimits(LIMITS, (amount) => format.typedAmount(amount, 'EUR'));
    expect(texts).toEqual({ minimum_balance: '10.00', max_payment: '1,234.56', max_per_day: '' });
  });

  it.each([format, german])('change nothing when the form is saved as it was opened', (own) => {
    const texts = typedLimits(LIMITS, (amount) => own.typedAmount(amount, 'EUR'));
    expect(changeOfLimits(LIMITS, texts, (text) => own.parseAmount(text, 'EUR'))).toEqual({ change: {}, rules: {} });
  });

  it('are sent in minor units, and only those that differ', () => {
    expect(changed(LIMITS, { max_payment: '1,234.5', max_per_day: ' 20 ' })).toEqual({
      change: { max_payment: '123450', max_per_day: '2000' },
      rules: {},
    });
  });

  it('are removed by null where the field is emptied, and an empty field that had none stays', () => {
    expect(changed(LIMITS, NO_TEXTS)).toEqual({ change: { minimum_balance: null, max_payment: null }, rules: {} });
    expect(changed(NONE, { ...NO_TEXTS, max_payment: '  ' })).toEqual({ change: {}, rules: {} });
  });

  it('name each field that breaks a rule, and leave it out of the change', () => {
    const { change, rules } = changed(LIMITS, { minimum_balance: '1.234', max_payment: '0', max_per_day: '7' });
    expect(Object.keys(rules)).toEqual(['minimum_balance', 'max_payment']);
    expect(change).toEqual({ max_per_day: '700' });
  });

  it.each(['-5', 'ten', '€5', '1,50', '9999999999999999999'])('are no %j', (text) => {
    expect(changed(NONE, { max_payment: text }).rules.max_payment).toMatch(/^must /);
  });
});
