import * as z from 'zod/mini';
import { visible } from './visible-text.ts';

/**
 * A text that a person reads: no control characters and no invisible ones. Characters are counted in
 * NFC: the count is then the same on every device.
 */
export function text(characters: number) {
  return z.string({ error: 'must be a string' }).check(
    z.refine(
      (value) => value !== '' && [...value.normalize('NFC')].length <= characters,
      `must be 1 to ${characters} characters`,
    ),
    z.refine((value) => !/\p{Cc}|\p{Cs}/u.test(value), 'must not have control characters'),
    visible,
  );
}

/**
 * A text of one line, without space at its ends. It is stored in NFC, so that the same text from two
 * devices, composed or decomposed, is one text.
 */
export function lineOfText(characters: number) {
  return z.pipe(
    text(characters).check(z.refine((value) => value === value.trim(), 'must not begin or end with space')),
    z.transform((value) => value.normalize('NFC')),
  );
}
