import fc from 'fast-check';

const SURROGATES = { from: 0xd800, to: 0xdfff };
const COUNT = 0x110000 - (SURROGATES.to + 1 - SURROGATES.from);

/**
 * Any character of Unicode, for the `unit` of `fc.string`. It is fast-check's `binary`, which fills
 * a map with all 1.1 million characters in each test file: 0.5 s.
 */
export const unicodeCharacter = fc.nat({ max: COUNT - 1 }).map(characterOf, indexOf);

function characterOf(index: number): string {
  return String.fromCodePoint(index < SURROGATES.from ? index : index + SURROGATES.to + 1 - SURROGATES.from);
}

/** @throws Error if the value is not one character */
function indexOf(value: unknown): number {
  const code = typeof value === 'string' ? (value.codePointAt(0) ?? -1) : -1;
  if (code === -1 || value !== String.fromCodePoint(code)) throw new Error('not a character');
  if (code < SURROGATES.from) return code;
  if (code <= SURROGATES.to) throw new Error('half a character');
  return code - (SURROGATES.to + 1 - SURROGATES.from);
}
