import { hash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 6;
const CHARACTERS_OF_A_GROUP = 5;
const FORM = new RegExp(`^[${ALPHABET}]{${GROUPS * CHARACTERS_OF_A_GROUP}}$`);

/** A code that lets a user set a new password once: 150 random bits, for people to read out. */
export function newResetCode(): string {
  const characters = [...randomBytes(GROUPS * CHARACTERS_OF_A_GROUP)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  const group = (n: number) => characters.slice(n * CHARACTERS_OF_A_GROUP, (n + 1) * CHARACTERS_OF_A_GROUP).join('');
  return Array.from({ length: GROUPS }, (_, n) => group(n)).join('-');
}

/**
 * The hash under which a code is stored. Its case, its dashes and spaces do not matter, nor whether a
 * digit was read as a letter. The code is random, so SHA-256 is enough.
 * @returns undefined if the text is no code
 */
export function resetCodeHash(text: string): string | undefined {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return FORM.test(plain) ? hash('sha256', plain) : undefined;
}
