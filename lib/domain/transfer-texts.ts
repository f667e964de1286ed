import * as z from 'zod/mini';
import { MAX_NOTE_CHARACTERS, MAX_REFERENCE_CHARACTERS, NO_CONTROL, VISIBLE } from './text-pattern.ts';
import { visible } from './visible-text.ts';

/**
 * The payer's texts on a transfer. Lengths are in characters, not code units. A reference is stored
 * and searched in NFC, so that the same text from two devices, composed or decomposed, is one
 * reference.
 */
export const Reference = z
  .pipe(
    text(MAX_REFERENCE_CHARACTERS).check(
      z.refine((value) => value === value.trim(), 'must not begin or end with space'),
    ),
    z.transform((value) => value.normalize('NFC')),
  )
  .check(
    z.meta({
      description:
        'A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.',
      example: 'INV-1',
      minLength: 1,
      maxLength: MAX_REFERENCE_CHARACTERS,
      pattern: `^${VISIBLE}(${NO_CONTROL}*${VISIBLE})?$`,
    }),
  );

export const PayerNote = text(MAX_NOTE_CHARACTERS).check(
  z.meta({
    description: 'A message to the payee, without invisible characters.',
    example: 'Rent for November',
    minLength: 1,
    maxLength: MAX_NOTE_CHARACTERS,
    pattern: `^${NO_CONTROL}+$`,
  }),
);

/** Characters are counted in NFC: the count is then the same on every device. */
function text(characters: number) {
  return z.string({ error: 'must be a string' }).check(
    z.refine(
      (value) => value !== '' && [...value.normalize('NFC')].length <= characters,
      `must be 1 to ${characters} characters`,
    ),
    z.refine((value) => !/\p{Cc}|\p{Cs}/u.test(value), 'must not have control characters'),
    visible,
  );
}
