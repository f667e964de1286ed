import { foldLogin, MIN_PASSWORD_CHARACTERS, passwordLength } from '../domain/credentials.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** A shorter login, such as `ann`, is part of too many words. */
const SHORTEST_LOGIN_TO_AVOID = 4;
/** A run of fewer characters is part of too many words: `first`, `noon`. */
const SHORTEST_RUN = 3;
/** A password of fewer pieces, which are runs and single characters, is found by trying runs. */
const MIN_PIECES = 5;
const LONGEST_REPEATED_PART = 4;

const ROWS_OF_KEYS = [
  '`1234567890-=',
  '~!@#$%^&*()_+',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  'qwertzuiopü+',
  'yxcvbnm,.-',
  'azertyuiop',
  'qsdfghjklm',
  'ёйцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
];

const common: ReadonlySet<string> = new Set(COMMON_PASSWORDS.trim().split(/\s+/));

/**
 * Checks a new password against the blocklist that NIST SP 800-63B requires (3.1.1.2): breached
 * passwords, and words of the context such as the login. It compares as logins are compared: case,
 * width and composition do not count. No list is long enough for repetitions and sequences
 * ("aaaaaaaa", "1234abcd"), so they have a rule. As the same page says, no mixture of characters is
 * required.
 * @param minCharacters the minimum length
 * @returns the broken rule, or undefined
 */
export function brokenPasswordRule(
  password: string,
  login: string,
  minCharacters = MIN_PASSWORD_CHARACTERS,
): string | undefined {
  if (passwordLength(password) < minCharacters) return `must be at least ${minCharacters} characters`;
  const folded = foldLogin(password);
  if (common.has(folded)) return 'must not be one of the most common passwords';
  if (isRepetition(folded) || piecesOf(folded) < MIN_PIECES) return 'must not be a repetition or a sequence';
  const avoided = foldLogin(login);
  if ([...avoided].length >= SHORTEST_LOGIN_TO_AVOID && folded.includes(avoided)) return 'must not contain the login';
  return undefined;
}

/**
 * Whether the text repeats a short part or a common password; the last repetition may be cut off.
 */
function isRepetition(text: string): boolean {
  const characters = [...text];
  for (let length = 1; length <= characters.length / 2; length++) {
    if (!characters.every((character, n) => character === characters[n % length])) continue;
    return length <= LONGEST_REPEATED_PART || common.has(characters.slice(0, length).join(''));
  }
  return false;
}

/**
 * The number of runs and single characters. A run is one repeated character, or neighbours in the
 * alphabet or on a keyboard in either direction.
 */
function piecesOf(text: string): number {
  const characters = [...text];
  let pieces = 0;
  for (let n = 0; n < characters.length; pieces++) n += pieceAt(characters, n);
  return pieces;
}

/** The length of the longest run that begins at `start`; 1 if there is none. */
function pieceAt(characters: readonly string[], start: number): number {
  const lengths = POSITIONS.map((positionOf) => {
    const position = (n: number) => positionOf(characters[n] ?? '');
    const step = position(start + 1) - position(start);
    if (!(Math.abs(step) <= 1)) return 1;
    let end = start + 1;
    while (position(end + 1) - position(end) === step) end++;
    return end + 1 - start;
  });
  const longest = Math.max(...lengths);
  return longest >= SHORTEST_RUN ? longest : 1;
}

/** The position of a character in Unicode and in each row of keys; NaN if it has none. */
const POSITIONS: readonly ((character: string) => number)[] = [
  (character) => character.codePointAt(0) ?? Number.NaN,
  ...ROWS_OF_KEYS.map((row) => {
    const positions = new Map([...row].map((key, n) => [key, n]));
    return (character: string) => positions.get(character) ?? Number.NaN;
  }),
];
