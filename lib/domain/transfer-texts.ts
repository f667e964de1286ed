import * as z from 'zod/mini';
import { lineOfText, text } from './text.ts';
import { LINE_PATTERN, MAX_NOTE_CHARACTERS, MAX_REFERENCE_CHARACTERS, TEXT_PATTERN } from './text-pattern.ts';

/**
 * The payer's texts on a transfer. Lengths are in characters, not code units. A reference is stored
 * and searched in NFC, so that the same text from two devices, composed or decomposed, is one
 * reference.
 */
export const Reference = lineOfText(MAX_REFERENCE_CHARACTERS).check(
  z.meta({
    description:
      'A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.',
    example: 'INV-1',
    minLength: 1,
    maxLength: MAX_REFERENCE_CHARACTERS,
    pattern: LINE_PATTERN,
  }),
);

export const PayerNote = text(MAX_NOTE_CHARACTERS).check(
  z.meta({
    description: 'A message to the payee, without invisible characters.',
    example: 'Rent for November',
    minLength: 1,
    maxLength: MAX_NOTE_CHARACTERS,
    pattern: TEXT_PATTERN,
  }),
);
