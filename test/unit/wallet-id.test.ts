import fc from 'fast-check';
import { shardOf, WalletId } from '../../lib/domain/wallet-id.ts';

const digits = fc.stringMatching(/^[0-9]{1,512}$/);

describe('A wallet id', () => {
  it.each([
    ['one digit', '7'],
    ['40 digits', '1234567890'.repeat(4)],
    ['512 digits', '9'.repeat(512)],
    ['nothing but zeros', '000'],
  ])('is accepted as %s', (_what, id) => {
    expect(WalletId.parse(id)).toBe(id);
  });

  it('stays as written: "7" and "07" are two wallets', () => {
    expect(WalletId.parse('07')).toBe('07');
    expect(WalletId.parse('07')).not.toBe(WalletId.parse('7'));
  });

  it('is accepted as a safe JSON integer', () => {
    expect(WalletId.parse(7)).toBe('7');
    expect(WalletId.parse(0)).toBe('0');
    expect(WalletId.parse(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
  });

  it.each([
    ['the empty string', ''],
    ['513 digits', '1'.repeat(513)],
    ['letters', '12a'],
    ['a sign', '-1'],
    ['a plus', '+1'],
    ['space around', ' 1'],
    ['a line end', '1\n'],
    ['digits that are not ASCII', '١٢'],
    ['a fraction', '1.0'],
    ['an exponent', '1e3'],
    ['a negative number', -1],
    ['minus zero', -0],
    ['a fractional number', 1.5],
    ['2^53', 2 ** 53],
    ['NaN', Number.NaN],
    ['true', true],
    ['null', null],
    ['an array', ['1']],
    ['an object', { id: '1' }],
  ])('is refused as %s', (_what, value) => {
    const { error } = WalletId.safeParse(value);
    expect(error?.issues.map((issue) => issue.message)).toEqual(['must be 1 to 512 digits']);
  });

  it('is required', () => {
    expect(WalletId.safeParse(undefined).error?.issues[0]?.message).toBe('is required');
  });
});

describe('The shard of a wallet', () => {
  it('is the whole number modulo the number of shards, however long the id', () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: 1, max: 1000 }), (id, count) => {
        // Schoolbook division, digit by digit: another way to the same number.
        let remainder = 0;
        for (const digit of id) remainder = (remainder * 10 + Number(digit)) % count;
        expect(shardOf(id, count)).toBe(remainder);
      }),
    );
  });

  it('is the same for "7" and "07", which are two wallets on it', () => {
    expect(shardOf('07', 4)).toBe(shardOf('7', 4));
  });

  it('is computed without a float', () => {
    expect(shardOf('9007199254740993', 2)).toBe(1);
    expect(shardOf(`${'0'.repeat(511)}1`, 2)).toBe(1);
  });
});
