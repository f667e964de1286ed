import * as z from 'zod/mini';
import { wholeNumber } from './environment.ts';

const onOrOff = z.enum(['on', 'off'], {
  error: ({ input }) => (input === undefined ? 'is not set' : 'is neither "on" nor "off"'),
});

/** The limits of requests per user or address, of wallets per user, and of what is paid without a step-up. */
export const rateLimits = {
  WRITES_PER_MINUTE: wholeNumber(1),
  READS_PER_MINUTE: wholeNumber(1),
  PUBLIC_READS_PER_MINUTE: wholeNumber(1),
  REGISTRATIONS_PER_HOUR: wholeNumber(1),
  LOGINS_PER_MINUTE: wholeNumber(1),
  REFRESHES_PER_MINUTE: wholeNumber(1),
  SESSION_REQUESTS_PER_MINUTE: wholeNumber(1),
  PASSWORD_CHANGES_PER_HOUR: wholeNumber(1),
  WALLETS_PER_USER: wholeNumber(1),
  /** What a user with a second factor pays without confirming it again, in minor units. */
  STEP_UP_ABOVE: wholeNumber(0),
  /** Whether they confirm it also to pay a payee whom the wallet has never paid. */
  STEP_UP_NEW_PAYEES: z.pipe(
    onOrOff,
    z.transform((setting) => setting === 'on'),
  ),
};

/** The same limits where they may be missing: the serverless file has a value for every stage. */
export const RateLimitsIfSet = z.partial(z.object(rateLimits));
