import * as z from 'zod';

/** The header Idempotency-Key: 1 to 255 visible ASCII characters, the client's choice (a UUID does well). */
export const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters without space')
    .optional(),
});
