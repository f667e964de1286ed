import { hash } from 'bcryptjs';
import { checkPassword, hashPassword, passwordMatches } from '../../lib/auth/passwords.ts';
import { NewPassword, Password, passwordForms } from '../../lib/domain/credentials.ts';

const COST = 4;
const COMPOSED = 'Zoë à Málaga';
const DECOMPOSED = COMPOSED.normalize('NFD');

describe('a password', () => {
  it.each([
    ['composed', COMPOSED],
    ['decomposed', DECOMPOSED],
    ['full-width', 'ｐａｓｓ ｗｏｒｄ ｏｆ ａｎｎ'],
    ['ligature', 'ﬁne and good'],
  ])('set in %s form is right in any form that a device writes', async (_what, password) => {
    const stored = await hashPassword(password, COST);
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      expect(await checkPassword(password.normalize(form), stored, COST)).toBe('right');
    }
    expect(await checkPassword(`${password}!`, stored, COST)).toBe('wrong');
  });

  it('hashed before passwords were normalised is right, with an outdated hash', async () => {
    const stored = await hash(DECOMPOSED, COST);
    expect(await checkPassword(DECOMPOSED, stored, COST)).toBe('outdated');
    expect(await checkPassword(COMPOSED, stored, COST)).toBe('wrong');
    expect(await checkPassword(DECOMPOSED, await hash('correct horse', COST), COST)).toBe('wrong');
    expect(await checkPassword('correct horse', await hash('correct horse', COST), COST)).toBe('right');
  });

  it.each([COST - 0, COST + 1, COST + 2])(
    'whose hash has another cost than %d is right, with an outdated hash',
    async (cost) => {
      const stored = await hashPassword('correct horse', cost === COST ? COST + 1 : COST);
      expect(await checkPassword('correct horse', stored, cost)).toBe('outdated');
      expect(await passwordMatches('correct horse', stored, cost)).toBe(true);
      expect(await passwordMatches('wrong horse', stored, cost)).toBe(false);
    },
  );

  it('is never right for an unknown login', async () => {
    expect(await checkPassword('correct horse', undefined, COST)).toBe('wrong');
  });

  it('is never compared in a form that bcrypt would truncate', async () => {
    // 72 bytes composed, 108 decomposed.
    const composed = 'é'.repeat(36);
    expect(passwordForms(composed.normalize('NFD'))).toEqual([composed]);
    // 72 bytes as written, more in NFKC.
    const wide = `${'ﷺ'.repeat(24)}`;
    expect(passwordForms(wide)).toEqual([wide]);
    expect(Password.safeParse(wide).success).toBe(true);
    expect(NewPassword.safeParse(wide).success).toBe(false);
  });

  it('with U+0000, at which bcrypt starts over, is never right', async () => {
    // bcrypt alone takes the two for the same password.
    const stored = await hash('pass-word', COST);
    expect(await passwordMatches('pass-word\u0000pass-word', stored, COST)).toBe(true);
    expect(Password.safeParse('pass-word\u0000pass-word').success).toBe(false);
    expect(NewPassword.safeParse('pass-word\u0000pass-word').success).toBe(false);
  });

  it.each(['\u0001', '\t', '\n', '\u007f', '\u0085', '\ud800', '\ufffd'])(
    'of a new user cannot contain %j, and an old one may',
    (one) => {
      const password = `pass${one}word-of-ann`;
      expect(NewPassword.safeParse(password).error?.issues.map(({ message }) => message)).toEqual([
        'must not have control characters',
      ]);
      expect(Password.safeParse(password).success).toBe(true);
    },
  );
});
