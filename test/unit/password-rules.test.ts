import { COMMON_PASSWORDS } from '../../lib/auth/common-passwords.ts';
import { brokenPasswordRule } from '../../lib/auth/password-rules.ts';
import { foldLogin, Password } from '../../lib/domain/credentials.ts';

const COMMON = 'must not be one of the most common passwords';
const CONTAINS_LOGIN = 'must not contain the login';

describe('a new password', () => {
  it.each(['password', '12345678', 'iloveyou', 'qwertyuiop', 'trustno1', 'password123', 'samantha'])(
    'is refused if it is the common %s',
    (password) => {
      expect(brokenPasswordRule(password, 'ann')).toBe(COMMON);
    },
  );

  it.each(['PASSWORD', 'PassWord1', 'ｐａｓｓｗｏｒｄ', 'ILoveYou'])(
    'is refused if it is a common password written as %s',
    (password) => {
      expect(brokenPasswordRule(password, 'ann')).toBe(COMMON);
    },
  );

  it.each([
    ['margarita', 'margarita'],
    ['my name is Anna!', 'anna'],
    ['ANNABELLE2026', 'Annabelle'],
    ['xＡｎｎａxxxx', 'anna'],
    ['treasury-2026', 'treasury'],
  ])('is refused if it is %s, which contains the login %s', (password, login) => {
    expect(brokenPasswordRule(password, login)).toBe(CONTAINS_LOGIN);
  });

  it.each([
    ['correct horse', 'ann'],
    ['a good password', 'somebody'],
    ['annually paid', 'ann'],
    ['hannah and her sisters', 'anna-lena'],
  ])('is accepted if it is %s with the login %s', (password, login) => {
    expect(brokenPasswordRule(password, login)).toBeUndefined();
  });

  it.each([
    ['one character', 'a'.repeat(15)],
    ['one character of two code units', '😀'.repeat(9)],
    ['two characters', 'ababababababab!'.slice(0, 14)],
    ['three digits', '739739739739'],
    ['four characters, cut off', 'xk7!xk7!xk7!xk'],
    ['a common password twice', 'samanthasamantha'],
    ['the alphabet', 'abcdefghijklmno'],
    ['the alphabet backwards', 'ZYXWVUTSRQPONML'],
    ['digits', '1234567890123456'],
    ['three sequences, after an example of SP 800-63B', '1234abcd5678'],
    ['a row of keys', 'qwertyuiop[]'],
    ['two rows of keys', 'ASDFGHJKLzxcvbnm'],
    ['a row of keys backwards', 'poiuytrewqlkjh'],
    ['rows of a German keyboard', 'qwertzuiopyxcv'],
    ['rows of a French keyboard', 'azertyuiopqsdf'],
    ['rows of a Russian keyboard', 'йцукенгшщфывапро'],
    ['the Russian alphabet', 'абвгдежзийклмно'],
    ['characters over and over', 'aaaabbbbccccdddd'],
  ])('is refused if it is made of %s', (_what, password) => {
    expect(brokenPasswordRule(password, 'ann')).toBe('must not be a repetition or a sequence');
  });

  it.each(['aaaa-2b7k', 'abc-xk-1379', 'first noon, then tea', 'correct horse', 'ккк да ууу нет'])(
    'is accepted with a short run: %s',
    (password) => {
      expect(brokenPasswordRule(password, 'ann')).toBeUndefined();
    },
  );

  it('has the minimum of characters both as written and as hashed', () => {
    const short = 'must be at least 15 characters';
    expect(brokenPasswordRule('correct horse', 'ann', 15)).toBe(short);
    expect(brokenPasswordRule('correct horses!', 'ann', 15)).toBeUndefined();
    const decomposed = 'Zoë a un été dé'.normalize('NFD');
    expect(brokenPasswordRule(decomposed, 'ann', 15)).toBeUndefined();
    expect(brokenPasswordRule(decomposed, 'ann', 16)).toBe('must be at least 16 characters');
    expect(brokenPasswordRule('ﷺ and ﷺ', 'ann', 15)).toBe(short);
  });

  it('is reported as common before any other rule', () => {
    expect(brokenPasswordRule('samantha', 'samantha')).toBe(COMMON);
  });
});

describe('the list of common passwords', () => {
  const list = COMMON_PASSWORDS.trim().split(/\s+/);

  it('has 4,000 distinct folded passwords, and none that another rule refuses', () => {
    expect(list).toHaveLength(4_000);
    expect(new Set(list).size).toBe(4_000);
    expect(list.filter((password) => foldLogin(password) !== password)).toEqual([]);
    expect(list.filter((password) => !Password.safeParse(password).success)).toEqual([]);
  });
});
