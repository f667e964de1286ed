import { Credentials, foldLogin, Login, Password } from '../../lib/domain/credentials.ts';

const problems = (result: { error?: { issues: { message: string }[] } | undefined }) =>
  result.error?.issues.map((issue) => issue.message) ?? [];

describe('A login', () => {
  it.each([
    ['3 characters', 'ann'],
    ['64 characters', 'a'.repeat(64)],
    ['64 characters beyond the basic plane, which are 128 code units', '𝒜'.repeat(64)],
    ['any script', 'Анна'],
    ['space inside', 'ann lee'],
  ])('is accepted with %s', (_what, login) => {
    expect(Login.parse(login)).toBe(login);
  });

  it.each([
    ['', 'must be 3 to 64 characters'],
    ['ab', 'must be 3 to 64 characters'],
    ['😀😀', 'must be 3 to 64 characters'],
    ['a'.repeat(65), 'must be 3 to 64 characters'],
    ['a\u0000bc', 'must not have control characters'],
    ['ann\u0085lee', 'must not have control characters'],
    ['ann\ud800', 'must not have control characters'],
    [' ann', 'must not begin or end with space'],
    ['ann\u00a0', 'must not begin or end with space'],
  ])('is refused as %j: %s', (login, message) => {
    expect(problems(Login.safeParse(login))).toEqual([message]);
  });

  it.each([[12345], [null], [true], [['ann']], [{ toString: 'ann' }]])(
    'is refused as %j: it must be a string',
    (login) => {
      expect(problems(Login.safeParse(login))).toEqual(['must be a string']);
    },
  );
});

describe('A password', () => {
  it.each([
    ['8 characters', 'p4ssw0rd'],
    ['72 bytes', 'p'.repeat(72)],
    ['72 bytes in 36 characters', 'я'.repeat(36)],
    ['space at its ends', ' p4ssw0rd '],
  ])('is accepted with %s', (_what, password) => {
    expect(Password.parse(password)).toBe(password);
  });

  it.each([
    ['', 'must be at least 8 characters'],
    ['p4ssw0r', 'must be at least 8 characters'],
    ['😀'.repeat(7), 'must be at least 8 characters'],
    ['p'.repeat(73), 'must be at most 72 bytes'],
    [`${'я'.repeat(36)}!`, 'must be at most 72 bytes'],
  ])('is refused as %j: %s', (password, message) => {
    expect(problems(Password.safeParse(password))).toEqual([message]);
  });
});

describe('Credentials', () => {
  it('are refused with every field that is invalid or missing', () => {
    const { error } = Credentials.safeParse({ login: 'ab' });
    expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['login', 'must be 3 to 64 characters'],
      ['password', 'is required'],
    ]);
  });
});

describe('The folded form of a login', () => {
  it.each([
    ['upper and lower case', 'Ann', 'aNN'],
    ['upper and lower case of other scripts', 'АННА', 'анна'],
    ['full-width letters', 'Ａｎｎ', 'ann'],
    ['composed and decomposed accents', 'Zo\u00eb', 'Zoe\u0308'],
    ['both lower-case sigmas', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['ß and SS', 'Strauß', 'STRAUSS'],
    ['a ligature', 'ﬁona', 'fiona'],
  ])('is equal for %s', (_what, one, other) => {
    expect(foldLogin(one)).toBe(foldLogin(other));
  });

  it('differs for different logins', () => {
    expect(new Set(['ann', 'anna', 'ann1', 'änn', 'an n', 'анн'].map(foldLogin)).size).toBe(6);
  });

  it('is its own folded form', () => {
    for (const login of ['Ann', 'Ａｎｎ', 'Strauß', 'ΟΔΥΣΣΕΥΣ', 'İstanbul', 'ﬁona']) {
      expect(foldLogin(foldLogin(login))).toBe(foldLogin(login));
    }
  });
});
