/**
 * Characters that the API refuses in texts: invisible ones, those that change the direction of
 * reading, and those of a failed decoding. A test keeps this equal to the rule of the API, which
 * explains each place.
 */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/u;

const scripts = (names: string) => names.split(' ').map((name) => `\\p{sc=${name}}`);
const JOINING = scripts('Arab Syrc Mand Nkoo Adlm Rohg Mong Phag').join('');
const CONJOINING = scripts('Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Mymr Khmr Java Bali').join('');

/** Where emoji and scripts need such characters. */
const NEEDED = new RegExp(
  [
    '(?<=\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\ufe0f]?)\\u200d(?=\\p{Extended_Pictographic})',
    '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
    '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
    '(?<=\\u{1f3f4})[\\u{e0020}-\\u{e007e}]{2,6}\\u{e007f}',
    `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
    `(?<=[${CONJOINING}])[\\u200c\\u200d]`,
    '(?<=\\p{sc=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
    '(?<=\\p{sc=Mong})[\\u180b-\\u180f]',
  ].join('|'),
  'gu',
);

/** Whether a text has no invisible characters and none that change the direction of reading. */
export function isVisible(text: string): boolean {
  return !INVISIBLE.test(text.replaceAll(NEEDED, ''));
}
