import * as z from 'zod/mini';

/** A number of an item that is a time or a count: small enough for a JavaScript number. */
export const SafeNumber = z
  .pipe(z.bigint(), z.transform(Number))
  .check(z.refine(Number.isSafeInteger, 'is not a safe integer'));
