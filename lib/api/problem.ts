import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { ERRORS, isErrorCode } from '../domain/errors.ts';
import { SECOND_FACTOR_MEANS } from '../domain/second-factor.ts';

/** The code of an error. */
export const ErrorCode = component('ErrorCode', z.enum(Object.keys(ERRORS).filter(isErrorCode)), {
  description: 'Identifies the error. A code never changes its meaning.',
  example: 'wallet_not_found',
});

/** The rule that one field breaks. */
export const BrokenRule = z.strictObject({
  field: doc(z.string(), 'Name of the field, parameter or header.', 'amount'),
  message: doc(z.string().check(z.minLength(1)), 'The rule that it breaks.', 'is required'),
});

/** The body of every error: problem details (RFC 9457) with a stable code. */
export const Problem = component(
  'Problem',
  z.strictObject({
    type: z.literal('about:blank'),
    title: doc(z.string(), 'The HTTP status in words.', 'Not Found'),
    status: doc(z.int().check(z.minimum(400), z.maximum(599)), 'The HTTP status.', 404),
    code: ErrorCode,
    detail: doc(z.string().check(z.minLength(1)), 'Explanation of the error for people.', 'You have no such wallet.'),
    errors: doc(
      z.optional(z.array(BrokenRule)),
      'The rules that the request breaks, 20 at most. Only errors with the code `invalid_input` have it.',
    ),
    challenge: doc(
      z.optional(z.string()),
      'What `POST /auth/login/code` takes, and `POST /auth/login/passkey`. Only errors with the code `second_factor_required` have it.',
    ),
    methods: doc(
      z.optional(z.array(z.enum(SECOND_FACTOR_MEANS))),
      'What completes the login: `passkey` by `POST /auth/login/passkey`, and `code` or `recovery_code` by `POST /auth/login/code`. Only users with a passkey have it: others have a code.',
      ['passkey', 'code'],
    ),
    shard: doc(
      z.optional(z.int().check(z.nonnegative())),
      'The shard to ask next. Only errors of a shard with the codes `wallet_moving` and `wallet_moved` have it.',
    ),
    expires_in: doc(z.optional(z.int().check(z.positive())), 'Lifetime of the challenge in seconds.'),
  }),
  { description: 'Problem details (RFC 9457).' },
);
export type Problem = z.infer<typeof Problem>;
