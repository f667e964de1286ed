import * as z from 'zod/mini';
import { NO_CONTROL, VISIBLE } from './text-pattern.ts';

const REFERENCE_CHARACTERS = 64;
const NOTE_CHARACTERS = 256;

/**
 * What a payer may write on a transfer, for himself and the payee. Lengths are in characters, not code units. A reference is looked
 * for exactly as it was written.
 */
export const Reference = text(REFERENCE_CHARACTERS).check(
  z.refine((value) => value === value.trim(), 'must not begin or end with space'),
  z.meta({
    description: 'To find the transfer by. Without space at its ends; looked for exactly as written.',
    example: 'INV-1',
    minLength: 1,
    maxLength: REFERENCE_CHARACTERS,
    pattern: `^${VISIBLE}(${NO_CONTROL}*${VISIBLE})?$`,
  }),
);

export const PayerNote = text(NOTE_CHARACTERS).check(
  z.meta({
    description: 'For the payee.',
    example: 'Rent for November',
    minLength: 1,
    maxLength: NOTE_CHARACTERS,
    pattern: `^${NO_CONTROL}+$`,
  }),
);

function text(characters: number) {
  return z.string({ error: 'must be a string' }).check(
    z.refine((value) => value !== '' && [...value].length <= characters, `must be 1 to ${characters} characters`),
    z.refine((value) => !/\p{Cc}|\p{Cs}/u.test(value), 'must not have control characters'),
  );
}
