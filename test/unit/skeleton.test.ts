import fc from 'fast-check';
import { foldLogin } from '../../lib/domain/credentials.ts';
import { CONFUSABLES, CONFUSABLES_VERSION } from '../../lib/unicode/confusables.ts';
import { skeletonOf } from '../../lib/unicode/skeleton.ts';
import { unicodeCharacter } from '../support/unicode-character.ts';

describe('the skeleton of a login', () => {
  it.each([
    ['Cyrillic letters', 'раураl', 'paypal'],
    ['one Cyrillic letter', 'trеasury', 'treasury'],
    ['Cyrillic letters that look alike in upper case only', 'ТRЕАSURУ', 'treasury'],
    ['Greek letters', 'αnnα', 'anna'],
    ['a digit', 'paypa1', 'paypal'],
    ['a zero', 'b0b', 'bob'],
    ['two letters', 'rnodem', 'modem'],
    ['another alphabet as a whole', 'вова', 'BOBA'],
    ['a joiner of Persian', 'می\u200cخ', 'میخ'],
    ['letters of Cherokee', 'ᎪNNA', 'anna'],
    ['upper case', 'ANN', 'ann'],
  ])('is the same for %s', (_what, one, other) => {
    expect(skeletonOf(one)).toBe(skeletonOf(other));
  });

  it('differs for logins that look different', () => {
    const logins = [
      'ann',
      'anna',
      'änn',
      'ali',
      'all',
      'bob',
      'rob',
      'анна',
      'zoë',
      'zoe',
      'ann-1',
      'ann-2',
      'an n',
      '안녕',
      '李雷',
    ];
    expect(new Set(logins.map(skeletonOf)).size).toBe(logins.length);
  });

  it('is the same for all logins with one folded form', () => {
    fc.assert(
      fc.property(fc.string({ unit: unicodeCharacter, maxLength: 20 }), (login) => {
        expect(skeletonOf(foldLogin(login))).toBe(skeletonOf(login));
      }),
    );
  });

  it('is its own skeleton', () => {
    for (const login of ['modem', 'раураl', 'straße', 'ΟΔΥΣΣΕΥΣ', 'ﬁona', 'b0b1|']) {
      expect(skeletonOf(skeletonOf(login))).toBe(skeletonOf(login));
    }
  });
});

describe('the table of look-alikes', () => {
  it('is of Unicode 17 and lists each character once', () => {
    expect(CONFUSABLES_VERSION).toBe('17.0.0');
    const entries = CONFUSABLES.trim().split(/\s+/);
    expect(entries.length).toBeGreaterThan(2_000);
    for (const entry of entries) expect(entry).toMatch(/^[0-9a-z]+(\.[0-9a-z]+)+$/);
    expect(entries.filter((entry) => entry.startsWith('0.'))).toEqual([]);
  });
});
