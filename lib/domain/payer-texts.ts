import * as z from 'zod';

/**
 * What a payer may write on a transfer, for himself and the payee. Lengths are in characters, not code units. A reference is looked
 * for exactly as it was written.
 */
export const Reference = text(64).refine((value) => value === value.trim(), 'must not begin or end with space');

export const PayerNote = text(256);

function text(characters: number) {
  return z
    .string({ error: 'must be a string' })
    .refine((value) => value !== '' && [...value].length <= characters, `must be 1 to ${characters} characters`)
    .refine((value) => !/\p{Cc}|\p{Cs}/u.test(value), 'must not have control characters');
}
