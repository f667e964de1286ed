import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { SESSION_LIMITS } from '../domain/user-claims.ts';

/** What a session may do, as responses say it (RFC 6749, 5.1). */
export const sessionScope = doc(
  z.optional(z.enum(SESSION_LIMITS)),
  'Missing: all that the user may do. `second_factor`: this service requires a second factor, and the user has none. The session adds one, sees sessions and sign-ins, and logs out. Other requests get `add_second_factor` until `POST /auth/refresh` returns a token without it.',
);
