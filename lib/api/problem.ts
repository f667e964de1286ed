import * as z from 'zod/mini';
import { ERRORS, isErrorCode } from '../domain/errors.ts';

const codes = Object.keys(ERRORS).filter(isErrorCode);

const BrokenRule = z.strictObject({
  field: z.string().check(z.meta({ description: 'The field, parameter or header.', example: 'amount' })),
  message: z
    .string()
    .check(z.minLength(1), z.meta({ description: 'The rule that it breaks.', example: 'is required' })),
});

/** The body of every failure: problem details (RFC 9457) with a stable code. */
export const Problem = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string().check(z.meta({ description: 'The status in words.', example: 'Not Found' })),
    status: z.int().check(z.minimum(400), z.maximum(599), z.meta({ example: 404 })),
    code: z
      .enum(codes)
      .check(z.meta({ description: 'What went wrong; it never changes its meaning.', example: 'wallet_not_found' })),
    detail: z
      .string()
      .check(z.minLength(1), z.meta({ description: 'The same for people.', example: 'You have no such wallet.' })),
    errors: z
      .optional(z.array(BrokenRule))
      .check(z.meta({ description: 'With the code invalid_input: every field that breaks a rule.' })),
  })
  .check(z.meta({ id: 'Problem', description: 'Problem details, RFC 9457.' }));
export type Problem = z.infer<typeof Problem>;
