import * as z from 'zod';
import { isRefusalCode, REFUSALS } from './refusals.ts';

/** What a caller is told of a bug or an outage. */
export const INTERNAL_ERROR = { code: 'internal_error', detail: 'Something went wrong on our side.' } as const;

const codes = [...Object.keys(REFUSALS).filter(isRefusalCode), INTERNAL_ERROR.code];

/** The body of every failure: problem details (RFC 9457) with a stable code. */
export const Problem = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string().meta({ description: 'The status in words.', example: 'Not Found' }),
    status: z.int().min(400).max(599).meta({ example: 404 }),
    code: z
      .enum(codes)
      .meta({ description: 'What went wrong; it never changes its meaning.', example: 'wallet_not_found' }),
    detail: z.string().min(1).meta({ description: 'The same for people.', example: 'You have no such wallet.' }),
    errors: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: 'The field, parameter or header.', example: 'amount' }),
          message: z.string().min(1).meta({ description: 'The rule that it breaks.', example: 'is required' }),
        }),
      )
      .optional()
      .meta({ description: 'With the code invalid_input: every field that breaks a rule.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457.' });
export type Problem = z.infer<typeof Problem>;
