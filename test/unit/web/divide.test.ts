import { FEE } from '../../../lib/web/texts/fee.ts';
import { divided, remaining } from '../../../lib/web/wallet/pay/divide.ts';
import { refundableOf } from '../../../lib/web/wallet/transfer/refundable.ts';

const payee = (to: string, amount = '') => ({ to, amount });

describe('A total that is divided among payees', () => {
  it('gives the fee to one wallet, and the rest to the first payee', () => {
    const division = { total: '1000', percent: '2,5', feeTo: '43' };
    const once = divided([payee('42')], division);
    expect(once).toEqual({ payees: [payee('42', '975'), payee('43', '25')] });
    // Filled in again, the fee is not paid twice.
    if ('payees' in once) expect(divided(once.payees, division)).toEqual(once);
    expect(divided([payee('42'), payee('44', '100')], { ...division, percent: '10' })).toEqual({
      payees: [payee('42', '800'), payee('44', '100'), payee('43', '100')],
    });
    expect(divided([payee('42'), payee('44', '100')], { total: '1000', percent: '', feeTo: '' })).toEqual({
      payees: [payee('42', '900'), payee('44', '100')],
    });
  });

  it.each([
    [[payee('42')], { total: '100', percent: 'x', feeTo: '43' }, FEE.badPercent],
    [[payee('42')], { total: '100', percent: '100', feeTo: '43' }, FEE.badPercent],
    [[payee('42')], { total: '100', percent: '5', feeTo: '' }, FEE.noWallet],
    [[payee('42'), payee('44', '95')], { total: '100', percent: '5', feeTo: '43' }, FEE.nothingLeft],
    [[payee('42'), payee('44')], { total: '100', percent: '5', feeTo: '43' }, FEE.nothingLeft],
    [
      Array.from({ length: 10 }, (_, n) => payee(`${n}`, '1')),
      { total: '100', percent: '5', feeTo: '43' },
      FEE.tooMany,
    ],
  ])('is refused where it cannot be divided: %#', (payees, division, rule) => {
    expect(divided(payees, division)).toEqual({ rule });
  });

  it('says what is left, once every amount is there', () => {
    expect(remaining('100', [payee('42', '30'), payee('43', '80')])).toBe('-10');
    expect(remaining('100', [payee('42', '30'), payee('43')])).toBeUndefined();
  });
});

describe('What a wallet can refund of a transfer', () => {
  const received = { amount: '+50', status: 'SUCCESSFUL' } as const;
  it.each([
    [received, '50'],
    [{ ...received, refunded: '20' }, '30'],
    [{ ...received, refunded: '50' }, '0'],
    [{ ...received, amount: '-50' }, '0'],
    [{ ...received, status: 'PROCESSING' as const }, '0'],
    [{ ...received, refund_of: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P' }, '0'],
  ])('%j is %s', (transfer, left) => {
    expect(refundableOf(transfer)).toBe(left);
  });
});
