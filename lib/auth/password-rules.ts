import { foldLogin, MIN_PASSWORD_CHARACTERS, passwordLength } from '../domain/credentials.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** A shorter login, `ann`, is part of too many words. */
const SHORTEST_LOGIN_TO_AVOID = 4;
/** A run of fewer characters is part of too many words: `first`, `noon`. */
const SHORTEST_RUN = 3;
/** What is made of fewer runs and single characters than this is found by trying runs. */
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
 * What makes a new password one of the first that somebody would try, by the list that NIST SP 800-63B asks for (3.1.1.2: breached
 * passwords, and words of the context such as the login), compared as logins are: without regard to case, width or composition.
 * Of repetitions and sequences ("aaaaaaaa", "1234abcd") no list is long enough. It asks for no mixture of characters, as the same page
 * says.
 * @param minCharacters how long it has to be
 * @returns the rule that it breaks, or undefined
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

/** Whether it is a short part, or a common password, over and over, the last time cut off or not. */
function isRepetition(text: string): boolean {
  const characters = [...text];
  for (let length = 1; length <= characters.length / 2; length++) {
    if (!characters.every((character, n) => character === characters[n % length])) continue;
    return length <= LONGEST_REPEATED_PART || common.has(characters.slice(0, length).join(''));
  }
  return false;
}

/** Counts a run (the same character, or one after the other in the alphabet or on the keyboard, either way) as one. */
function piecesOf(text: string): number {
  const characters = [...text];
  let pieces = 0;
  for (let n = 0; n < characters.length; pieces++) n += pieceAt(characters, n);
  return pieces;
}

/** How many characters the longest run from `start` on has; 1 if there is none. */
function pieceAt(characters: readonly string[], start: number): number {
  const lengths = PLACES.map((placeOf) => {
    const place = (n: number) => placeOf(characters[n] ?? '');
    const step = place(start + 1) - place(start);
    if (!(Math.abs(step) <= 1)) return 1;
    let end = start + 1;
    while (place(end + 1) - place(end) === step) end++;
    return end + 1 - start;
  });
  const longest = Math.max(...lengths);
  return longest >= SHORTEST_RUN ? longest : 1;
}

/** Where a character stands, among all there are and in each row of keys. NaN: nowhere. */
const PLACES: readonly ((character: string) => number)[] = [
  (character) => character.codePointAt(0) ?? Number.NaN,
  ...ROWS_OF_KEYS.map((row) => {
    const places = new Map([...row].map((key, n) => [key, n]));
    return (character: string) => places.get(character) ?? Number.NaN;
  }),
];
