import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { IdempotencyKey } from '../domain/idempotency-key.ts';

/** The header Idempotency-Key. */
export const IdempotencyHeaders = z.object({
  'idempotency-key': doc(
    z.optional(IdempotencyKey),
    'Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422).',
    '6f1a3c1e-0f6b-4c55-9d3c-0b1f6a6a9f10',
    { minLength: 1, maxLength: 255 },
  ),
});
