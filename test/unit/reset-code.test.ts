import { newResetCode, resetCodeHash } from '../../lib/auth/reset-code.ts';

describe('a code for a new password', () => {
  it('has six groups of five characters, and is another one each time', () => {
    const codes = Array.from({ length: 100 }, newResetCode);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(new Set(codes).size).toBe(100);
  });

  it('is the same in lower case, without dashes, with spaces, and with letters for digits', () => {
    const code = '01234-56789-ABCDE-FGHJK-MNPQR-STVWX';
    const hash = resetCodeHash(code);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const text of [
      code.toLowerCase(),
      code.replaceAll('-', ''),
      ` ${code.replaceAll('-', ' ')} `,
      code.replace('01', 'ol'),
    ])
      expect(resetCodeHash(text)).toBe(hash);
  });

  it.each(['', 'no code', '01234-56789-ABCDE-FGHJK-MNPQR-STVW', '01234-56789-ABCDE-FGHJK-MNPQR-STVWU'])(
    'is not %j',
    (text) => {
      expect(resetCodeHash(text)).toBeUndefined();
    },
  );
});
