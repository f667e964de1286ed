import * as z from 'zod/mini';
import { wholeNumber } from './environment.ts';

/** How many requests one user or one address may make, and how many wallets a user may open; none at all is not a limit. */
export const rateLimits = {
  WRITES_PER_MINUTE: wholeNumber(1),
  READS_PER_MINUTE: wholeNumber(1),
  PUBLIC_READS_PER_MINUTE: wholeNumber(1),
  REGISTRATIONS_PER_HOUR: wholeNumber(1),
  LOGINS_PER_MINUTE: wholeNumber(1),
  WALLETS_PER_USER: wholeNumber(1),
};

/** The same where they need not be set: the serverless file has a value for every stage. */
export const RateLimitsIfSet = z.partial(z.object(rateLimits));
