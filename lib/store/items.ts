import * as z from 'zod/mini';

/** A timestamp or a count in an item: small enough for a JavaScript number. */
export const SafeNumber = z
  .pipe(z.bigint(), z.transform(Number))
  .check(z.refine(Number.isSafeInteger, 'is not a safe integer'));
