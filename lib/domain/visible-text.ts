import * as z from 'zod/mini';

/**
 * Characters that are invisible, that reverse the direction of the text after them, or that come
 * from a failed decoding. They are format characters (Cf), line and paragraph separators (Zl, Zp),
 * Unicode's default-ignorable characters, and blanks that count as letters or symbols.
 */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/u;

const JOINING = '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mand}\\p{sc=Nkoo}\\p{sc=Adlm}\\p{sc=Rohg}\\p{sc=Mong}\\p{sc=Phag}';
const CONJOINING = [
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Mymr', 'Khmr', 'Java', 'Bali'],
].map((script) => `\\p{sc=${script}}`);
const TAGS = '[\\u{e0020}-\\u{e007e}]';

/**
 * Invisible characters in the places where a script or an emoji needs them. Their neighbours
 * decide.
 */
const IN_THEIR_PLACE = [
  // Between the parts of an emoji: a family, a flag.
  '(?<=\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\ufe0f]?)\\u200d(?=\\p{Extended_Pictographic})',
  // How an emoji is shown, and a key.
  '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
  '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
  // The flags of England, Scotland and Wales.
  `(?<=\\u{1f3f4})${TAGS}{2,6}\\u{e007f}`,
  // Between letters that would join (Persian), or that would not; and in conjuncts, where one may
  // stand at the end of a word.
  `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
  `(?<=[${CONJOINING.join('')}])[\\u200c\\u200d]`,
  // Which form of a character: names in Japan, vowels in Mongolia.
  '(?<=\\p{sc=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{sc=Mong})[\\u180b-\\u180f]',
].join('|');
const NEEDED = new RegExp(IN_THEIR_PLACE, 'gu');

/** Whether a text has no invisible characters and none that change the direction of reading. */
export function isVisible(text: string): boolean {
  return !INVISIBLE.test(text.replaceAll(NEEDED, ''));
}

/**
 * Keeps two texts that look the same from being two texts. Control characters have a rule of their
 * own.
 */
export const visible = z.refine<string>(isVisible, 'must not have invisible or direction-changing characters');
