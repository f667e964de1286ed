import * as z from 'zod/mini';

/** 1 to 255 visible ASCII characters, such as a UUID. */
export const IdempotencyKey = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters without space'));
