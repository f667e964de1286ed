import { NewLogin } from '../../lib/domain/credentials.ts';
import { PayerNote, Reference } from '../../lib/domain/transfer-texts.ts';
import { isVisible } from '../../lib/domain/visible-text.ts';

const codePoints = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
const hex = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

describe('An invisible character', () => {
  it('is every format, line-separating or default-ignorable character among letters', () => {
    const invisible = codePoints.filter((code) => /\p{Cf}|\p{Zl}|\p{Zp}|\p{DI}/u.test(String.fromCodePoint(code)));
    expect(invisible.length).toBeGreaterThan(4_000);
    expect(invisible.filter((code) => isVisible(`ab${String.fromCodePoint(code)}cd`)).map(hex)).toEqual([]);
  });

  it.each([
    ['a Hangul filler', '\u3164'],
    ['a Hangul filler of jamo', '\u115f'],
    ['a half-width Hangul filler', '\uffa0'],
    ['a blank of Braille', '\u2800'],
    ['a grapheme joiner', '\u034f'],
    ['a zero-width space', '\u200b'],
    ['a soft hyphen', '\u00ad'],
    ['a byte order mark', '\ufeff'],
    ['an override of the direction', '\u202e'],
    ['an isolate', '\u2067'],
    ['a mark of the direction', '\u200f'],
    ['a line separator', '\u2028'],
    ['a language tag', '\u{e0001}'],
    ['the replacement character of a failed decoding', '\ufffd'],
  ])('is refused in logins, references and notes: %s', (_what, one) => {
    const message = 'must not have invisible or direction-changing characters';
    for (const schema of [NewLogin, Reference, PayerNote]) {
      const problems = schema.safeParse(`ann${one}lee`).error?.issues.map((issue) => issue.message);
      expect(problems).toEqual([message]);
    }
  });

  it.each([
    ['a joiner between letters', 'an\u200dn'],
    ['a joiner at an end', 'ann\u200d'],
    ['a joiner alone', '\u200d'],
    ['two joiners in an emoji', '👩\u200d\u200d💻'],
    ['a joiner after an emoji', '👩\u200d'],
    ['a joiner between an emoji and a letter', '👩\u200da'],
    ['a variation selector after a letter', 'a\ufe0f'],
    ['two variation selectors', '❤\ufe0f\ufe0f'],
    ['the selector of a key without the key', '1\ufe0f'],
    ['tags without a flag', 'a\u{e0067}\u{e0062}\u{e007f}'],
    ['tags without an end', '🏴\u{e0067}\u{e0062}'],
    ['a non-joiner at the end of a Persian word', 'می\u200c'],
    ['two non-joiners', 'می\u200c\u200cخواهم'],
    ['a non-joiner before a Latin letter', 'می\u200ca'],
    ['a Mongolian selector after a letter of another script', 'a\u180b'],
  ])('is found: %s', (_what, text) => {
    expect(isVisible(text)).toBe(false);
  });
});

describe('An invisible character that emoji and scripts need', () => {
  it.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a profession with a skin colour', '👩🏽‍💻'],
    ['a heart in colour', '❤️'],
    ['a heart on fire', '❤️‍🔥'],
    ['a heart in text style', '❤\ufe0e'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['a pirate flag', '🏴‍☠️'],
    ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['an eye in a bubble', '👁️‍🗨️'],
    ['a key', '1️⃣'],
    ['the flag of France', '🇫🇷'],
    ['Persian', 'می‌خواهم'],
    ['Hindi', 'क्‍ष'],
    ['Bengali', 'র‍্যাব'],
    ['Malayalam, old', 'ന്‍'],
    ['Sinhala', 'ශ්‍රී'],
    ['a Japanese name with a variant', '葛\u{e0100}城'],
    ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ᠋'],
    ['Russian', 'Анна Ёлкина'],
    ['Hebrew and Arabic', 'שלום سلام'],
    ['Korean', '안녕하세요'],
    ['marks that do not compose', 'x̱ʷ'],
  ])('is accepted: %s', (_what, text) => {
    expect(PayerNote.parse(text)).toBe(text);
    expect(isVisible(text)).toBe(true);
  });
});

describe('A reference', () => {
  it('is in NFC, whether it was composed or decomposed', () => {
    expect(Reference.parse('Cafe\u0301')).toBe('Caf\u00e9');
    expect(Reference.parse('Caf\u00e9')).toBe('Caf\u00e9');
  });

  it('has at most 64 characters in NFC, which all devices count alike', () => {
    const decomposed = '\u00e9'.repeat(64).normalize('NFD');
    expect(Reference.parse(decomposed)).toHaveLength(64);
    expect(Reference.safeParse(`${decomposed}x`).success).toBe(false);
    // One that is three in NFC.
    expect(Reference.safeParse('\u{1d160}'.repeat(22)).success).toBe(false);
  });
});
