import * as z from 'zod/mini';

/** A text that a program passes on: a code, a challenge, a signature. @param most characters */
export function limitedText(most: number) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be a string') })
    .check(z.minLength(1, 'must not be empty'), z.maxLength(most, `must be at most ${most} characters`));
}
