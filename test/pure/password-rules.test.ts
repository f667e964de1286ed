import { COMMON_PASSWORDS } from '../../lib/auth/common-passwords.ts';
import { brokenPasswordRule } from '../../lib/auth/password-rules.ts';
import { foldLogin, Password } from '../../lib/domain/credentials.ts';

const COMMON = 'must not be one of the most common passwords';
const CONTAINS_LOGIN = 'must not contain the login';

describe('a new password', () => {
  it.each(['password', '12345678', 'iloveyou', 'qwertyuiop', 'trustno1', 'password123', 'samantha'])(
    'is not %s, which everybody tries',
    (password) => {
      expect(brokenPasswordRule(password, 'ann')).toBe(COMMON);
    },
  );

  it.each(['PASSWORD', 'PassWord1', 'ｐａｓｓｗｏｒｄ', 'ILoveYou'])('is not one of them as %s either', (password) => {
    expect(brokenPasswordRule(password, 'ann')).toBe(COMMON);
  });

  it.each([
    ['margarita', 'margarita'],
    ['my name is Anna!', 'anna'],
    ['ANNABELLE2026', 'Annabelle'],
    ['xＡｎｎａxxxx', 'anna'],
    ['treasury-2026', 'treasury'],
  ])('is not %s, which has the login %s in it', (password, login) => {
    expect(brokenPasswordRule(password, login)).toBe(CONTAINS_LOGIN);
  });

  it.each([
    ['correct horse', 'ann'],
    ['a good password', 'somebody'],
    ['annually paid', 'ann'],
    ['hannah and her sisters', 'anna-lena'],
  ])('may be %s for %s', (password, login) => {
    expect(brokenPasswordRule(password, login)).toBeUndefined();
  });

  it('is told of the list of common ones first', () => {
    expect(brokenPasswordRule('samantha', 'samantha')).toBe(COMMON);
  });
});

describe('the list of common passwords', () => {
  const list = COMMON_PASSWORDS.trim().split(/\s+/);

  it('has 4,000 of them, each once, folded, and none that is refused anyway', () => {
    expect(list).toHaveLength(4_000);
    expect(new Set(list).size).toBe(4_000);
    expect(list.filter((password) => foldLogin(password) !== password)).toEqual([]);
    expect(list.filter((password) => !Password.safeParse(password).success)).toEqual([]);
  });
});
