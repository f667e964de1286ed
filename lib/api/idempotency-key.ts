import * as z from 'zod/mini';

const Key = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters without space'));

/** The header Idempotency-Key: 1 to 255 visible ASCII characters, the client's choice (a UUID does well). */
export const IdempotencyHeaders = z.object({
  'idempotency-key': z.optional(Key).check(
    z.meta({
      description:
        'Makes the request safe to repeat for 24 hours: the same key with the same body gives the first answer again, with another body 422.',
      minLength: 1,
      maxLength: 255,
      example: '6f1a3c1e-0f6b-4c55-9d3c-0b1f6a6a9f10',
    }),
  ),
});
