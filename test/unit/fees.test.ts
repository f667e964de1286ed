import { withFee } from '../../lib/client/fees.ts';

const amounts = (options: Omit<Parameters<typeof withFee>[0], 'to' | 'feeTo'>) =>
  withFee({ to: '42', feeTo: '43', ...options }).map(({ to_id, amount }) => `${to_id}:${amount}`);

describe('the payees of a payment with a fee', () => {
  it.each([
    [{ total: 1_000n, basisPoints: 250 }, ['42:975', '43:25']],
    [{ total: '1000', percent: '2.5' }, ['42:975', '43:25']],
    [{ total: 999n, percent: '2.9', fixed: 30n }, ['42:940', '43:59']],
    [{ total: 1_000n, percent: '33.333333' }, ['42:667', '43:333']],
    [{ total: 20n, basisPoints: 250n }, ['42:19', '43:1']],
    [{ total: 19n, basisPoints: 250 }, ['42:19']],
    [{ total: 1n, basisPoints: 0 }, ['42:1']],
    [{ total: 999_999_999_999_999_999n, percent: '10' }, ['42:899999999999999999', '43:100000000000000000']],
  ])('of %j are %j', (options, expected) => {
    expect(amounts(options)).toEqual(expected);
  });

  it('add up to the total, and differ from the exact fee by half a unit at most', () => {
    let wrong = 0;
    for (let total = 1n; total <= 400n; total++) {
      for (let basisPoints = 0n; basisPoints < 9_000n; basisPoints += 37n) {
        try {
          const [rest = { amount: 0n }, fee = { amount: 0n }] = withFee({ total, basisPoints, to: '1', feeTo: '2' });
          const off = BigInt(fee.amount) * 20_000n - 2n * total * basisPoints;
          if (BigInt(rest.amount) + BigInt(fee.amount) !== total || off > 10_000n || off <= -10_000n) wrong++;
        } catch (error) {
          if (!(error instanceof RangeError)) wrong++;
        }
      }
    }
    expect(wrong).toBe(0);
  });

  it.each([
    [{ total: 100n }],
    [{ total: 100n, basisPoints: 1, percent: '1' }],
    [{ total: 100n, basisPoints: -1 }],
    [{ total: 100n, basisPoints: 10_000 }],
    [{ total: 100n, basisPoints: 1, fixed: 100n }],
    [{ total: 100n, basisPoints: 1, fixed: -1n }],
    [{ total: 100n, percent: '2,5' }],
    [{ total: 100n, percent: '-1' }],
    [{ total: 100n, percent: '1e1' }],
    [{ total: 0n, basisPoints: 1 }],
  ])('are refused if the fee is none or leaves nothing: %j', (options) => {
    expect(() => amounts(options)).toThrow(RangeError);
  });
});
